import { lookAlikesOf } from '@comice/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test.for([
  ['alice', 'alice'],
  ['alice', 'Alice'],
  ['alice', 'аlісе'],
  ['alice', 'al1ce'],
  ['Alice', 'AIice'],
  ['alice', 'álicé'],
  ['alice', 'a-l.i c_e'],
  ['alice', 'ａｌｉｃｅ'],
  ['morn', 'mom'],
  ['Bob', 'ВоЬ'],
  ['Bob', 'B0b'],
  ['🍐', '🍐'],
] as const)('%s and %s may be taken for each other', ([one, other]) => {
  expect(lookAlikesOf([one, 'zoë', other])).toEqual([[2], [], [0]])
})

test.for([
  ['alice', 'alicia'],
  ['bob', 'rob'],
  ['Анна', 'Ольга'],
  ['🍐', '🍎'],
  ['李', '王'],
] as const)('%s and %s are not', ([one, other]) => {
  expect(lookAlikesOf([one, other])).toEqual([[], []])
})

test('it is the same from both sides, for any texts', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 12 }), (names) => {
      const alike = lookAlikesOf(names)
      for (const [index, others] of alike.entries())
        for (const other of others) expect(alike[other]).toContain(index)
    }),
    { seed: Number(process.env['COMICE_TEST_SEED'] ?? 1), numRuns: 200 },
  )
})
