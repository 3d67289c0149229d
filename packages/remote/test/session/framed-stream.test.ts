import { Duplex, duplexPair } from 'node:stream'
import { afterEach, expect, test, vi } from 'vitest'
import { GOODBYE_TIMEOUT_MS } from '../../src/constants.ts'
import { createExecCaller } from '../../src/exec/exec-caller.ts'
import { encodeExit } from '../../src/process/exit-frame.ts'
import { encodeFrame, FRAMES, STDOUT } from '../../src/session/frame.ts'
import { FramedStream } from '../../src/session/framed-stream.ts'
import { sayGoodbye } from '../../src/session/say-goodbye.ts'
import { codeOf, textOf } from '../remote-peers.ts'

afterEach(() => void vi.useRealTimers())

const exitFrame = encodeFrame(FRAMES.EXIT, 0, encodeExit({ kind: 'code', code: 0 }))
const data = encodeFrame(FRAMES.DATA, STDOUT, Buffer.from('pears and pl'))

test('output that is cut after the exit was told fails, and does not end', async () => {
  const [near, far] = duplexPair()
  const command = createExecCaller(near, 'alice')
  far.write(Buffer.concat([exitFrame, data]))
  expect(await command.exit).toEqual({ kind: 'code', code: 0 })
  near.destroy()
  expect(await codeOf(textOf(command.stdout))).toBe('REMOTE_CUT')
})

test('output that its machine did not end fails when the machine ends the stream', async () => {
  const [near, far] = duplexPair()
  const command = createExecCaller(near, 'alice')
  far.resume().end(Buffer.concat([exitFrame, data]))
  expect(await codeOf(textOf(command.stdout))).toBe('REMOTE_CUT')
})

test('a session on a stream that is gone already is cut', async () => {
  const [near] = duplexPair()
  near.destroy()
  await new Promise((resolve) => near.once('close', resolve))
  expect(await codeOf(createExecCaller(near, 'alice').exit)).toBe('REMOTE_CUT')
})

/** A way on which each piece takes until `takeOne` is called. */
function slowWay() {
  const waiting: (() => void)[] = []
  const way = new Duplex({ read: () => undefined, write: (_, __, done) => void waiting.push(done) })
  return { way, takeOne: () => waiting.shift()?.() }
}

test('a goodbye waits for as long as something is taken, and no longer', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const { way, takeOne } = slowWay()
  const frames = new FramedStream({ bytes: way, writes: [STDOUT], reads: [], oncontrol: () => false })
  for (let count = 0; count < 3; count++) frames.send(data)
  const gone = sayGoodbye(frames)
  for (let count = 0; count < 2; count++) {
    takeOne()
    vi.advanceTimersByTime(GOODBYE_TIMEOUT_MS)
    expect(way.destroyed).toBe(false)
  }
  vi.advanceTimersByTime(GOODBYE_TIMEOUT_MS)
  expect(way.destroyed).toBe(true)
  await gone
})
