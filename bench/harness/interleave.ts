/** Measures several sides in turn, so that whatever else the machine does meets all of them. */
import { figuresOf, type Figures, type Sample } from './figures.ts'

/** Takes one measurement of one side; null when it failed, see {@link mayFail}. */
export type Measure = (round: number) => Promise<Sample | null>

/** A B C, C B A, A B C …: nobody is always first. @throws what a side throws */
export async function interleave(
  rounds: number,
  sides: Readonly<Record<string, Measure>>,
): Promise<Record<string, Figures>> {
  const samples = await sampled(rounds, sides)
  return Object.fromEntries([...samples].map(([name, list]) => [name, figuresOf(list)]))
}

/**
 * As {@link interleave}, when one measurement gives several values. What gives null has failed and is left out: a round of a side,
 * or the side.
 */
export async function sampled<T>(
  rounds: number,
  sides: Readonly<Record<string, (round: number) => Promise<T | null>>>,
): Promise<Map<string, T[]>> {
  const samples = new Map<string, T[]>(Object.keys(sides).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    const order = Object.entries(sides)
    if (round % 2 === 1) order.reverse()
    for (const [name, measure] of order) {
      const sample = await measure(round)
      if (sample !== null) samples.get(name)?.push(sample)
    }
  }
  return new Map([...samples].filter(([, list]) => list.length > 0))
}

/** A program of others that now and then fails: that is told, and the others are measured all the same. */
export function mayFail<T>(
  name: string,
  { measure, log }: { measure: (round: number) => Promise<T>; log: (text: string) => void },
): (round: number) => Promise<T | null> {
  return async (round) => {
    try {
      return await measure(round)
    } catch (error) {
      log(`${name} failed in round ${round + 1}: ${String(error).slice(-300)}`)
      return null
    }
  }
}

/** The figures of one value of many-valued measurements. */
export function pick<T>(
  samples: ReadonlyMap<string, T[]>,
  value: (sample: T) => Sample,
): Record<string, Figures> {
  return Object.fromEntries([...samples].map(([name, list]) => [name, figuresOf(list.map(value))]))
}
