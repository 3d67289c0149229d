import { PassThrough } from 'node:stream'
import { finished } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { keepFirst } from '../../src/session/messages.ts'

test('of a stream that never stops only the first bytes are kept, in memory of their own', async () => {
  const stream = new PassThrough()
  const kept = keepFirst(stream, 10)
  stream.write(Buffer.alloc(4, 1))
  for (let count = 0; count < 100; count++) stream.write(Buffer.alloc(100_000, 2))
  stream.end()
  await finished(stream)
  expect([...kept()]).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 2, 2])
  expect(kept().buffer.byteLength).toBeLessThan(100_000)
})
