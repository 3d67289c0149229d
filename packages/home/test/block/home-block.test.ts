import { homeBlock } from '@comice/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBlock, encodeBlock, type HomeContent } from '../../src/block/home-block.ts'

const SEAL: HomeContent = { kind: 'seal', seal: { epochId: Buffer.alloc(32, 1), sealed: [] } }

test('a block comes back as it was written', () => {
  expect(decodeBlock(encodeBlock(SEAL))).toMatchObject({ kind: 'seal' })
})

test('a block with two things in it, or none, says nothing', () => {
  const { seal } = SEAL
  const epoch = { epochId: Buffer.alloc(32, 1), madeAt: 0, links: [], out: [], sealed: [] }
  expect(decodeBlock(homeBlock.encode({ device: null, epoch, seal, entries: null }))).toBeNull()
  expect(decodeBlock(homeBlock.encode({ device: null, epoch: null, seal: null, entries: null }))).toBeNull()
})

test('bytes of anybody decode to null or to a block, and never throw', () => {
  const valid = encodeBlock(SEAL)
  const changed = fc
    .tuple(fc.nat(valid.byteLength - 1), fc.nat(255), fc.nat(valid.byteLength))
    .map(([at, byte, length]) => {
      const bytes = Buffer.from(valid)
      bytes[at] = byte
      return bytes.subarray(0, length)
    })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), changed), (bytes) => {
      const content = decodeBlock(bytes)
      if (content !== null) expect(decodeBlock(encodeBlock(content))).toEqual(content)
    }),
    { numRuns: 20_000 },
  )
  expect(decodeBlock(Buffer.alloc(64 * 1024))).toBeNull()
})
