import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decodeWorkJson,
  encodeWorkFrame,
  encodeWorkJson,
  readWorkFrames,
  WORK_FRAMES,
  type WorkFrame,
} from '../../src/index.ts'
import { runs } from '../property.ts'

const kinds = Object.values(WORK_FRAMES)
const frame = fc.record({
  kind: fc.constantFrom(...kinds),
  payload: fc.uint8Array({ maxLength: 300 }),
})

/** The bytes in pieces that end wherever `cuts` say. */
async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = cuts.map((cut) => cut % (bytes.byteLength + 1)).sort((a, b) => a - b)
  let from = 0
  for (const to of [...places, bytes.byteLength]) {
    yield await Promise.resolve(bytes.subarray(from, to))
    from = to
  }
}

async function framesOf(bytes: Uint8Array, cuts: readonly number[] = []): Promise<WorkFrame[]> {
  const frames: WorkFrame[] = []
  for await (const one of readWorkFrames(inPieces(bytes, cuts)))
    frames.push({ ...one, payload: new Uint8Array(one.payload) })
  return frames
}

test('frames come back whole, however their bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat()), async (frames, cuts) => {
      const bytes = Buffer.concat(frames.map(({ kind, payload }) => encodeWorkFrame(kind, payload)))
      expect(await framesOf(bytes, cuts)).toEqual(frames)
    }),
    runs(200),
  )
})

test('pieces are given back, and the payloads that were cut out of them stay', async () => {
  const [piece, other] = [1, 2].map((value) =>
    encodeWorkFrame(WORK_FRAMES.CONTENTS, Buffer.alloc(40_000, value)),
  )
  if (piece === undefined || other === undefined) throw new Error('no frames')
  async function* pieces() {
    yield await Promise.resolve(piece as Uint8Array)
    yield await Promise.resolve(other as Uint8Array)
  }
  const payloads: Uint8Array[] = []
  for await (const { payload } of readWorkFrames(pieces())) payloads.push(payload)
  expect(payloads.map((payload) => [payload.byteLength, payload[0], payload[39_999]])).toEqual([
    [40_000, 1, 1],
    [40_000, 2, 2],
  ])
  expect([piece.byteLength, other.byteLength]).toEqual([0, 0])
})

test('JSON comes back, and what is none is refused', async () => {
  const value = { text: '🍐', list: [1, null, 'x'] }
  const [one] = await framesOf(encodeWorkJson(WORK_FRAMES.STATE, value))
  expect(one && decodeWorkJson(one)).toEqual(value)
  for (const payload of [[], [0xff], [0x7b]]) {
    const bad = { kind: WORK_FRAMES.STATE, payload: Uint8Array.from(payload) }
    expect(() => decodeWorkJson(bad)).toThrow(expect.objectContaining({ code: 'WORK_FRAME_INVALID' }))
  }
})

test('a frame that is too long is refused by its head, one of an unknown kind or cut off, too', async () => {
  const invalid = { code: 'WORK_FRAME_INVALID' }
  await expect(framesOf(Uint8Array.of(2, 0, 16, 0, 1))).rejects.toMatchObject(invalid)
  await expect(framesOf(Uint8Array.of(0, 0, 0, 0, 0))).rejects.toMatchObject(invalid)
  await expect(framesOf(Uint8Array.of(7, 0, 0, 0, 0))).rejects.toMatchObject(invalid)
  await expect(framesOf(Uint8Array.of(2, 0, 0, 0, 2, 1))).rejects.toMatchObject(invalid)
})
