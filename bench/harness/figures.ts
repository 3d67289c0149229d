/** What a list of measurements says. */

/** Of one measure, at one side. */
export interface Figures {
  readonly count: number
  readonly median: number
  readonly p95: number
  readonly min: number
  readonly max: number
  /** CPU time of the processes of this side for one measurement, ms; null where it is not measured. */
  readonly cpuMs: number | null
}

/** One measurement. */
export interface Sample {
  readonly value: number
  /** CPU time that it took in all processes of this side, ms. */
  readonly cpuMs?: number | null
}

/** @throws RangeError without a sample */
export function figuresOf(samples: readonly Sample[]): Figures {
  const values = samples.map(({ value }) => value).sort((a, b) => a - b)
  const cpu = samples.map(({ cpuMs }) => cpuMs ?? null).filter((cpuMs) => cpuMs !== null)
  const mean = cpu.length === 0 ? null : cpu.reduce((sum, next) => sum + next, 0) / cpu.length
  return {
    count: values.length,
    median: quantile(values, 0.5),
    p95: quantile(values, 0.95),
    min: quantile(values, 0),
    max: quantile(values, 1),
    // The mean: the kernel counts short processes in ticks, which only sums get right.
    cpuMs: mean === null ? null : rounded(mean),
  }
}

/** Nearest rank. */
function quantile(sorted: readonly number[], at: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(at * sorted.length) - 1))]
  if (value === undefined) throw new RangeError('nothing was measured')
  return rounded(value)
}

/** Three digits say all that a shared machine can. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))
}
