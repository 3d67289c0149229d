import { encodeHex } from '@comice/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HomeContent } from '../../src/block/home-block.ts'
import { MAX_HOME_DEVICES } from '../../src/constants.ts'
import { type HomeDevices, mergeDevices } from '../../src/devices/merge-devices.ts'

type Blocks = (HomeContent | null)[]

const keyOf = (number: number) => Buffer.alloc(32, number)
const hexOf = (number: number) => encodeHex(keyOf(number))
/** Proofs of the tests: a byte that is not 0. */
const isProven = ({ proof }: { proof: Uint8Array }) => proof[0] !== 0

function comes(number: number, proof = 1): HomeContent {
  const device = { deviceKey: keyOf(number), proof: Buffer.of(proof), hasPhrase: false, listedAt: 0 }
  return { kind: 'device', device }
}

function goes(...out: [number: number, length: number][]): HomeContent {
  const cuts = out.map(([number, length]) => ({ deviceKey: keyOf(number), length }))
  return { kind: 'epoch', epoch: { epochId: keyOf(99), madeAt: 0, links: [], out: cuts, sealed: [] } }
}

/** Feeds of the devices 1, 2, 3 …; 1 is the root. */
function merge(...feeds: Blocks[]): HomeDevices {
  const byDevice = new Map(feeds.map((blocks, at) => [hexOf(at + 1), blocks]))
  return mergeDevices({ roots: [hexOf(1)], feeds: byDevice, isProven })
}

const active = ({ active }: HomeDevices) =>
  [...active.keys()].map((hex) => Number.parseInt(hex.slice(0, 2), 16)).sort()

test('who is listed by somebody who belongs to the home belongs to it, with a proof', () => {
  expect(active(merge([comes(2)], [comes(3)], []))).toEqual([1, 2, 3])
  expect(active(merge([comes(2, 0)], [comes(3)], []))).toEqual([1])
  expect(active(merge([], [comes(3)], []))).toEqual([1])
})

test('a device that was put out lists nobody any more, and puts nobody out', () => {
  const devices = merge([comes(2), comes(4), goes([2, 1])], [comes(3), comes(5), goes([4, 0])], [], [])
  expect(active(devices)).toEqual([1, 3, 4])
  expect(devices.counts(hexOf(2))).toBe(1)
  expect([...devices.removed.keys()]).toEqual([hexOf(2)])
})

test('two that put each other out are both out, and whom they listed after it is not in', () => {
  const devices = merge([comes(2), comes(5), goes([2, 0])], [goes([1, 2]), comes(3)], [], [], [])
  expect(active(devices)).toEqual([5])
})

test('two that put out a third at the same time are in, and the shorter length counts', () => {
  const devices = merge([comes(2), comes(3), goes([3, 2])], [goes([3, 1])], [comes(4), comes(5)], [], [])
  expect(active(devices)).toEqual([1, 2, 4])
  expect(devices.counts(hexOf(3))).toBe(1)
})

test('who was put out before cannot answer by putting out whoever did', () => {
  // 1 had seen that 2 put it out: so its own block comes behind, and 2 is out by nobody.
  const devices = merge([comes(2), goes([2, 1])], [goes([1, 1])])
  expect(active(devices)).toEqual([2])
})

const block = fc.oneof(
  fc.integer({ min: 1, max: 6 }).map((number) => comes(number)),
  fc.integer({ min: 1, max: 6 }).map((number) => comes(number, 0)),
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 5 })), { maxLength: 2 })
    .map((out) => goes(...out)),
  fc.constant(null),
)
const feeds = fc.array(fc.array(block, { maxLength: 5 }), { minLength: 6, maxLength: 6 })

test('the answer is the same in whatever order feeds came', () => {
  fc.assert(
    fc.property(feeds, fc.integer(), (lists, seed) => {
      const entries = lists.map((blocks, at): [string, Blocks] => [hexOf(at + 1), blocks])
      const shuffled = [...entries].sort(
        ([a], [b]) => Math.sin(seed + a.charCodeAt(1)) - Math.sin(seed + b.charCodeAt(1)),
      )
      const [one, other] = [entries, shuffled].map((order) =>
        mergeDevices({ roots: [hexOf(1)], feeds: new Map(order), isProven }),
      )
      expect(active(other as HomeDevices)).toEqual(active(one as HomeDevices))
      for (const [hex] of entries) expect(other?.counts(hex)).toBe(one?.counts(hex))
    }),
    { numRuns: 10_000 },
  )
})

const others = fc.oneof(
  fc.integer({ min: 2, max: 6 }).map((number) => comes(number)),
  fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 0, max: 5 })).map((out) => goes(out)),
)

test('nothing that a device writes after it was put out changes anything, unless it strikes at whoever did', () => {
  const after = fc.array(others, { maxLength: 5 })
  fc.assert(
    fc.property(fc.array(others, { maxLength: 3 }), after, after, (before, mine, bobs) => {
      const root = [comes(2), comes(3), goes([2, before.length])]
      const devices = (more: Blocks) => merge(root, [...before, ...more], bobs, [], [], [])
      const [without, withMore] = [devices([]), devices(mine)]
      expect(active(withMore)).toEqual(active(without))
      for (let number = 1; number <= 6; number++)
        expect(withMore.counts(hexOf(number))).toBe(without.counts(hexOf(number)))
    }),
    { numRuns: 4000 },
  )
})

test('a flood of devices ends at a limit', () => {
  const flood = Array.from({ length: 250 }, (_, at) => comes(at + 2))
  expect(merge(flood).active.size).toBe(MAX_HOME_DEVICES)
})

test('devices that make room for each other, and take it, come to an answer', () => {
  // As long as 2 counts, its flood keeps 9 out, which is who puts out 3, which is who puts out 2.
  const flood = Array.from({ length: MAX_HOME_DEVICES }, (_, at) => comes(at + 10))
  const devices = merge([comes(2), comes(3)], flood, [comes(9), goes([2, 0])], ...Array<Blocks>(5).fill([]), [
    goes([3, 1]),
  ])
  expect(devices.active.has(hexOf(1))).toBe(true)
})
