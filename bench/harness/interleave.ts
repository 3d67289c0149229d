/** Measures several sides in turn, so that whatever else the machine does meets all of them. */
import { figuresOf, type Figures, type Sample } from './figures.ts'

/** Takes one measurement of one side. */
export type Measure = (round: number) => Promise<Sample>

/** A B C, C B A, A B C …: nobody is always first. @throws what a side throws */
export async function interleave(
  rounds: number,
  sides: Readonly<Record<string, Measure>>,
): Promise<Record<string, Figures>> {
  const samples = await sampled(rounds, sides)
  return Object.fromEntries([...samples].map(([name, list]) => [name, figuresOf(list)]))
}

/** As {@link interleave}, when one measurement gives several values. */
export async function sampled<T>(
  rounds: number,
  sides: Readonly<Record<string, (round: number) => Promise<T>>>,
): Promise<Map<string, T[]>> {
  const samples = new Map<string, T[]>(Object.keys(sides).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    const order = Object.entries(sides)
    if (round % 2 === 1) order.reverse()
    for (const [name, measure] of order) samples.get(name)?.push(await measure(round))
  }
  return samples
}

/** The figures of one value of many-valued measurements. */
export function pick<T>(
  samples: ReadonlyMap<string, T[]>,
  value: (sample: T) => Sample,
): Record<string, Figures> {
  return Object.fromEntries([...samples].map(([name, list]) => [name, figuresOf(list.map(value))]))
}
