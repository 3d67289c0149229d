import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  encodeCredit,
  encodeFrame,
  FRAMES,
  type FrameListener,
  FrameReader,
} from '../../src/session/frame.ts'

/** What a listener was told, data of one lane that came in a row joined. */
function recorder() {
  const heard: [string, number, string][] = []
  const listener: FrameListener = {
    ondata(lane, bytes) {
      const last = heard.at(-1)
      const text = Buffer.from(bytes).toString('hex')
      if (last?.[0] === 'data' && last[1] === lane) last[2] += text
      else heard.push(['data', lane, text])
    },
    onend: (lane) => void heard.push(['end', lane, '']),
    oncredit: (lane, bytes) => void heard.push(['credit', lane, String(bytes)]),
    oncontrol: (kind, payload) => void heard.push(['control', kind, Buffer.from(payload).toString('hex')]),
  }
  return { heard, listener }
}

const frames = fc.array(
  fc.oneof(
    fc
      .tuple(fc.integer({ min: 0, max: 2 }), fc.uint8Array({ minLength: 1, maxLength: 100 }))
      .map(([lane, bytes]) => encodeFrame(FRAMES.DATA, lane, bytes)),
    fc.integer({ min: 0, max: 2 }).map((lane) => encodeFrame(FRAMES.END, lane)),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((bytes) => encodeCredit(1, bytes)),
    fc.uint8Array({ maxLength: 16 }).map((bytes) => encodeFrame(FRAMES.SIGNAL, 0, bytes)),
  ),
  { maxLength: 20 },
)

test('frames come out the same, however their bytes are cut', () => {
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 50 })), (list, cuts) => {
      const bytes = Buffer.concat(list)
      const [whole, parts] = [recorder(), recorder()]
      expect(new FrameReader(whole.listener).push(bytes)).toBe(true)
      const reader = new FrameReader(parts.listener)
      let at = 0
      for (const cut of [...cuts, bytes.byteLength]) {
        expect(reader.push(bytes.subarray(at, at + cut))).toBe(true)
        at += cut
      }
      expect(parts.heard).toEqual(whole.heard)
      expect(reader.isAtStart).toBe(true)
    }),
  )
})

test('any bytes are frames or refused, and never an exception', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (pieces) => {
      const reader = new FrameReader(recorder().listener)
      for (const piece of pieces) if (!reader.push(piece)) return
    }),
  )
})
