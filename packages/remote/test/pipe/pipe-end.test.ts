import { Duplex, PassThrough } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { openPipeEnd } from '../../src/pipe/pipe-end.ts'
import { codeOf } from '../remote-peers.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** A stream that has never room for more than it was just given. */
class Narrow extends Duplex {
  constructor() {
    super({ writableHighWaterMark: 1 })
  }

  override _read(): void {
    // Nothing ever comes.
  }

  override _write(_piece: unknown, _: BufferEncoding, done: () => void): void {
    queueMicrotask(done)
  }
}

/** A collection, and what is left then. */
function heapBytes(): number {
  collect()
  return process.memoryUsage().heapUsed
}

test('waiting for room costs nothing that stays, however often it is waited for', async () => {
  const bytes = new Narrow()
  const input = new PassThrough({ highWaterMark: 1 })
  const end = openPipeEnd(bytes, { input, output: new PassThrough() })
  const send = async (count: number) => {
    for (let sent = 0; sent < count; sent++) {
      input.write('p')
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  await send(5000)
  const before = heapBytes()
  await send(50_000)
  const after = heapBytes()
  expect(end.counts.sent).toBeGreaterThan(50_000)
  // A promise that stays is some 400 bytes.
  expect((after - before) / 50_000).toBeLessThan(100)
  bytes.destroy()
  expect(await codeOf(end.done)).toBe('PIPE_CUT')
}, 60_000)

test('an output that many pipes have, one after the other, is listened to by one', async () => {
  const output = new PassThrough()
  for (let count = 0; count < 20; count++) {
    const bytes = new Narrow()
    const end = openPipeEnd(bytes, { input: null, output })
    bytes.destroy()
    expect(await codeOf(end.done)).toBe('PIPE_CUT')
  }
  for (const event of output.eventNames()) expect(output.listenerCount(event), String(event)).toBeLessThan(3)
  // And an error of it that comes late ends no process.
  output.destroy(new Error('late'))
  await new Promise((resolve) => output.once('close', resolve))
})
