import { expect, test } from 'vitest'
import { KEPT_PIECE_BYTES, QUEUE_BLOCK_BYTES } from '../../src/constants.ts'
import { ByteQueue } from '../../src/streams/byte-queue.ts'

function drain(queue: ByteQueue): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (let next = queue.shift(); next !== null; next = queue.shift()) pieces.push(next)
  return pieces
}

test('what comes in pieces of any size goes out in their order', () => {
  const queue = new ByteQueue()
  const all = Uint8Array.from({ length: 200_000 }, (_, at) => at % 251)
  let at = 0
  for (const bytes of [1, 0, 3, 16_383, 16_384, 16_385, 40_000, 1, 65_536, 2]) {
    queue.push(all.slice(at, at + bytes))
    at += bytes
  }
  expect(Buffer.concat(drain(queue)).equals(all.subarray(0, at))).toBe(true)
  expect(queue.isEmpty).toBe(true)
})

test('pieces of one byte cost what they count, and hold on to nothing else', () => {
  const queue = new ByteQueue()
  const arrival = new Uint8Array(1024 * 1024)
  for (let at = 0; at < QUEUE_BLOCK_BYTES + 1; at++) queue.push(arrival.subarray(at, at + 1))
  const pieces = drain(queue)
  expect(pieces.map(({ byteLength }) => byteLength)).toEqual([QUEUE_BLOCK_BYTES, 1])
  for (const { buffer } of pieces) expect(buffer.byteLength).toBe(QUEUE_BLOCK_BYTES)
})

test('a large piece is not copied, unless it would hold on to more than itself', () => {
  const queue = new ByteQueue()
  const alone = new Uint8Array(KEPT_PIECE_BYTES)
  const part = new Uint8Array(1024 * 1024).subarray(0, KEPT_PIECE_BYTES)
  queue.push(alone)
  queue.push(part)
  const [first, second] = drain(queue)
  expect(first?.buffer).toBe(alone.buffer)
  expect(second?.buffer).not.toBe(part.buffer)
})
