/**
 * Random tests that repeat: the seed is COMICE_TEST_SEED or a fixed one, and a failure prints it with the smallest
 * failing input. COMICE_TEST_FULL=1 runs fifty times as many.
 */
import fc from 'fast-check'

const DEFAULT_SEED = 20_261_120
const FULL_FACTOR = 50

const given = process.env.COMICE_TEST_SEED
const seed =
  given !== undefined && given !== '' && Number.isSafeInteger(Number(given)) ? Number(given) : DEFAULT_SEED
const factor = process.env.COMICE_TEST_FULL === '1' ? FULL_FACTOR : 1

/** Parameters of fc.assert for `runs` inputs. */
export function runs(count: number): { seed: number; numRuns: number } {
  return { seed, numRuns: count * factor }
}

/** Asserts a property of one random input, `count` times. */
export function forAll<T>(arbitrary: fc.Arbitrary<T>, count: number, check: (value: T) => void): void {
  fc.assert(
    fc.property(arbitrary, (value) => {
      check(value)
    }),
    runs(count),
  )
}
