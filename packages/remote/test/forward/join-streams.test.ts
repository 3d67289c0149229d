import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { joinStreams } from '../../src/forward/join-streams.ts'

test('a stream that was gone before it was joined breaks the other one', async () => {
  const [one] = duplexPair()
  const [other] = duplexPair()
  one.destroy()
  await new Promise((resolve) => one.once('close', resolve))
  await joinStreams(one, other).closed
  expect(other.destroyed).toBe(true)

  const [third] = duplexPair()
  await joinStreams(third, one).closed
  expect(third.destroyed).toBe(true)
})

/** Both ends of a connection on loopback. */
async function openSockets(): Promise<{ near: Socket; far: Socket } & AsyncDisposable> {
  const server = createServer({ allowHalfOpen: true })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const accepted = once(server, 'connection') as Promise<[Socket]>
  const near = connect({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    allowHalfOpen: true,
  })
  const [far] = await accepted
  return {
    ...{ near, far },
    async [Symbol.asyncDispose]() {
      for (const socket of [near, far]) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test.each([true, false])('all bytes come through two joined sockets, given back: %s', async (givesBack) => {
  await using source = await openSockets()
  await using target = await openSockets()
  const pieces: Buffer[] = []
  source.far.on('data', (piece: Buffer) => pieces.push(piece))
  const { closed, counts } = joinStreams(source.far, target.near, { givesBack })
  const bytes = 4 * 1024 * 1024
  source.near.end(Buffer.alloc(bytes, 5))
  target.far.end()
  let got = 0
  target.far.on('data', (piece: Buffer) => {
    expect(piece.every((byte) => byte === 5)).toBe(true)
    got += piece.byteLength
  })
  source.near.resume()
  await closed
  if (!target.far.readableEnded) await once(target.far, 'end')
  expect([got, counts.there, counts.back]).toEqual([bytes, bytes, 0])
  const empty = pieces.filter((piece) => piece.byteLength === 0).length
  expect(empty > 0).toBe(givesBack)
})
