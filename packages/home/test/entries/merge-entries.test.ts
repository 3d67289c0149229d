import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HybridClock } from '../../src/entries/hybrid-clock.ts'
import { compareEntries, mergeEntries, type StampedEntry } from '../../src/entries/merge-entries.ts'

// Few of each, so that keys, stamps and devices collide; a hostile device may use a stamp for two values.
const entry: fc.Arbitrary<StampedEntry> = fc.record({
  clock: fc.integer({ min: 0, max: 3 }),
  counter: fc.integer({ min: 0, max: 2 }),
  key: fc.constantFrom('draft/a', 'draft/b', 'room/c'),
  device: fc.constantFrom('aa', 'bb', 'cc'),
  value: fc.uint8Array({ maxLength: 2 }),
})
const entries = fc.array(entry, { maxLength: 12 })

const merged = (...lists: StampedEntry[][]) =>
  lists.reduce((known, list) => new Map(mergeEntries(known, list)), new Map<string, StampedEntry>())
const seen = (map: ReadonlyMap<string, StampedEntry>) =>
  [...map]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { value, clock, counter, device }]) => {
      return [key, [...value], clock, counter, device]
    })

test('merging is commutative, associative and idempotent', () => {
  fc.assert(
    fc.property(entries, entries, entries, (a, b, c) => {
      const all = seen(merged(a, b, c))
      expect(seen(merged(c, a, b))).toEqual(all)
      expect(seen(mergeEntries(merged(a), merged(b, c).values()))).toEqual(all)
      expect(seen(mergeEntries(merged(a, b), merged(c).values()))).toEqual(all)
      expect(seen(merged(a, b, c, b, a))).toEqual(all)
    }),
    { numRuns: 5000 },
  )
})

test('entries have a total order: of two that differ one is later', () => {
  fc.assert(
    fc.property(entry, entry, (a, b) => {
      expect(Math.sign(compareEntries(a, b)) + Math.sign(compareEntries(b, a))).toBe(0)
      const isSame = compareEntries(a, b) === 0
      if (isSame) expect({ ...a, key: '' }).toEqual({ ...b, key: '' })
    }),
    { numRuns: 5000 },
  )
})

test('a stamp is later than every stamp that was seen, also when the clock goes back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 })),
      fc.array(fc.integer({ min: 0, max: 9 })),
      (ours, theirs) => {
        let now = 0
        const clock = new HybridClock(() => now)
        let last = { clock: 0, counter: 0 }
        for (const [at, time] of ours.entries()) {
          now = time
          const other = theirs[at]
          if (other !== undefined) clock.see({ clock: other, counter: at })
          const stamp = clock.next()
          const isLater =
            stamp.clock > last.clock || (stamp.clock === last.clock && stamp.counter > last.counter)
          expect(isLater).toBe(true)
          if (other !== undefined && stamp.clock === other) expect(stamp.counter).toBeGreaterThan(at)
          last = stamp
        }
      },
    ),
  )
})

test('a stamp whose counter cannot grow is followed by one that can be written', () => {
  const clock = new HybridClock(() => 5)
  clock.see({ clock: 9, counter: Number.MAX_SAFE_INTEGER })
  const first = clock.next()
  expect(first).toEqual({ clock: 10, counter: 0 })
  expect(clock.next()).toEqual({ clock: 10, counter: 1 })
})
