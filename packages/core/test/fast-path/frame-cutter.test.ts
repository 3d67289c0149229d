import { expect, test } from 'vitest'
import { MAX_WHOLE_MESSAGE_BYTES, OWN_MESSAGE_BYTES } from '../../src/constants.ts'
import { FrameCutter } from '../../src/fast-path/frame-cutter.ts'

function frame(size: number, fill: number): Buffer {
  const length = Buffer.alloc(3)
  length.writeUIntLE(size, 0, 3)
  return Buffer.concat([length, Buffer.alloc(size, fill)])
}

/** Pushes `bytes` through memory that is written over each time, so many at a time. */
function cut(bytes: Buffer, readBytes: number): Uint8Array[] {
  const pieces: Uint8Array[] = []
  const cutter = new FrameCutter(
    (piece) => pieces.push(piece),
    () => false,
  )
  const memory = Buffer.alloc(readBytes)
  for (let at = 0; at < bytes.byteLength; at += readBytes) {
    const read = bytes.copy(memory, 0, at, at + readBytes)
    cutter.push(memory.subarray(0, read))
    memory.fill(0xff)
  }
  return pieces
}

const sizes = [
  0,
  1,
  17,
  0,
  OWN_MESSAGE_BYTES - 1,
  OWN_MESSAGE_BYTES,
  65_555,
  3,
  MAX_WHOLE_MESSAGE_BYTES + 1,
  5,
  70_000,
]
const frames = Buffer.concat(sizes.map((size, at) => frame(size, at + 1)))

test.each([[1], [2], [3], [7], [1000], [65_536], [256 * 1024], [frames.byteLength]])(
  'all bytes come in their order, and stay what they are, read %i at a time',
  (readBytes) => {
    expect(Buffer.concat(cut(frames, readBytes)).equals(frames)).toBe(true)
  },
)

test.each([[1000], [65_536], [frames.byteLength]])(
  'a large message comes whole and alone in its memory, read %i at a time',
  (readBytes) => {
    const pieces = cut(frames, readBytes)
    for (const size of [OWN_MESSAGE_BYTES, 65_555, 70_000]) {
      const message = pieces.find(({ byteLength }) => byteLength === size)
      expect(message?.buffer.byteLength).toBe(size)
    }
  },
)

test('a message that is too long to wait for comes as it arrives', () => {
  const pieces: Uint8Array[] = []
  const cutter = new FrameCutter(
    (piece) => pieces.push(piece),
    () => false,
  )
  cutter.push(frame(MAX_WHOLE_MESSAGE_BYTES + 1, 1).subarray(0, 1000))
  expect(pieces.map(({ byteLength }) => byteLength)).toEqual([3, 997])
})

test('who ends it at a length gets nothing of the message', () => {
  const pieces: Uint8Array[] = []
  const cutter = new FrameCutter(
    (piece) => pieces.push(piece),
    () => pieces.length > 0,
  )
  cutter.push(frame(OWN_MESSAGE_BYTES, 1))
  cutter.push(frame(OWN_MESSAGE_BYTES, 1))
  expect(pieces.map(({ byteLength }) => byteLength)).toEqual([3])
})
