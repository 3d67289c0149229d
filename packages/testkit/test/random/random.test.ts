import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { seededRandom, testSeed } from '../../src/index.ts'

const seed = testSeed()
const given = process.env.COMICE_TEST_SEED

afterEach(() => {
  if (given === undefined) delete process.env.COMICE_TEST_SEED
  else process.env.COMICE_TEST_SEED = given
})

test('equal seeds give equal numbers, other seeds others', () => {
  const one = seededRandom('pear')
  const two = seededRandom('pear')
  expect([one.next(), one.bytes(8), one.integer(1, 6)]).toEqual([two.next(), two.bytes(8), two.integer(1, 6)])
  expect(seededRandom('apple').bytes(8)).not.toEqual(seededRandom('pear').bytes(8))
})

test('the numbers are these, on every machine and in every version', () => {
  const random = seededRandom(1)
  expect(random.bytes(8).toString('hex')).toMatchInlineSnapshot(`"acfb3f9740a01663"`)
  expect(random.integer(0, 1_000_000)).toMatchInlineSnapshot(`838815`)
})

test('every number is in its range, and every face of a die comes up', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(100), (someSeed, min, span) => {
      const value = seededRandom(someSeed).integer(min, min + span)
      return Number.isInteger(value) && value >= min && value <= min + span
    }),
    { seed },
  )
  const random = seededRandom(seed)
  const faces = new Set(Array.from({ length: 200 }, () => random.integer(1, 6)))
  expect([...faces].sort()).toEqual([1, 2, 3, 4, 5, 6])
})

test('a shuffle loses nothing and leaves the original alone', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.nat()), (someSeed, items) => {
      const before = [...items]
      const shuffled = seededRandom(someSeed).shuffle(items)
      expect(items).toEqual(before)
      expect([...shuffled].sort()).toEqual([...items].sort())
    }),
    { seed },
  )
})

test('nothing cannot be picked from', () => {
  expect(() => seededRandom(seed).pick([])).toThrow(RangeError)
  expect(seededRandom(seed).pick(['only'])).toBe('only')
})

test('the seed of the run comes from COMICE_TEST_SEED when that is a number', () => {
  process.env.COMICE_TEST_SEED = '42'
  expect(testSeed()).toBe(42)
  process.env.COMICE_TEST_SEED = 'pear'
  expect(testSeed()).toBe(20_261_120)
})
