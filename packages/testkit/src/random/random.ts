import { createHash } from 'node:crypto'
import { DEFAULT_SEED } from '../constants.ts'

/** Random numbers that are the same for the same seed, on every machine. Not for keys outside tests. */
export interface SeededRandom {
  /** In [0, 1), with 32 random bits. */
  readonly next: () => number
  /** A whole number from `min` to `max`, both included. */
  readonly integer: (min: number, max: number) => number
  readonly bytes: (length: number) => Buffer
  /** One of them. Throws a RangeError when there is none. */
  readonly pick: <T>(items: readonly T[]) => T
  /** A new array in another order. */
  readonly shuffle: <T>(items: readonly T[]) => T[]
  /** True with that probability. */
  readonly chance: (probability: number) => boolean
}

/** The seed of this run: `COMICE_TEST_SEED`, or a fixed one. Print it where a random test fails. */
export function testSeed(): number {
  const text = process.env.COMICE_TEST_SEED
  const seed = Number(text)
  return text !== undefined && text !== '' && Number.isSafeInteger(seed) ? seed : DEFAULT_SEED
}

/** Makes a generator; equal seeds give equal numbers. Default: {@link testSeed}. */
export function seededRandom(seed: number | string = testSeed()): SeededRandom {
  const next32 = sfc32(createHash('sha256').update(String(seed)).digest())
  const next = () => next32() / 2 ** 32
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    integer,
    bytes(length) {
      const bytes = Buffer.alloc(length)
      for (let i = 0; i < length; i++) bytes[i] = next32() >>> 24
      return bytes
    },
    pick<T>(items: readonly T[]) {
      if (items.length === 0) throw new RangeError('nothing to pick from')
      return items[integer(0, items.length - 1)] as T
    },
    shuffle<T>(items: readonly T[]) {
      const shuffled = [...items]
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = integer(0, i)
        const kept = shuffled[i] as T
        shuffled[i] = shuffled[j] as T
        shuffled[j] = kept
      }
      return shuffled
    },
    chance: (probability) => next() < probability,
  }
}

/** sfc32 of PractRand: 128 bits of state, a period of at least 2^32, and it passes BigCrush. */
function sfc32(seed: Buffer): () => number {
  let a = seed.readInt32LE(0)
  let b = seed.readInt32LE(4)
  let c = seed.readInt32LE(8)
  let counter = seed.readInt32LE(12)
  return () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
}
