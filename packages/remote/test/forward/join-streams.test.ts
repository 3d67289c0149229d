import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { type Duplex, duplexPair } from 'node:stream'
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

test('all bytes come through two joined sockets, and their memory is given back', async () => {
  await using source = await openSockets()
  await using target = await openSockets()
  const pieces: Buffer[] = []
  source.far.on('data', (piece: Buffer) => pieces.push(piece))
  const { closed, counts } = joinStreams(source.far, target.near)
  source.near.end(Buffer.alloc(BYTES, 5))
  target.far.end()
  source.near.resume()
  const got = await fives(target.far)
  await closed
  expect([got, counts.there, counts.back]).toEqual([BYTES, BYTES, 0])
  expect(pieces.filter((piece) => piece.byteLength === 0).length).toBeGreaterThan(0)
})

test('pieces that a pair of streams hands on are still whole at its other end', async () => {
  await using source = await openSockets()
  const [near, far] = duplexPair()
  const { closed } = joinStreams(source.far, near)
  source.near.end(Buffer.alloc(BYTES, 5))
  source.near.resume()
  far.end()
  expect(await fives(far)).toBe(BYTES)
  await closed
})

const BYTES = 4 * 1024 * 1024

/** How many came, when all of them are 5, until the end. */
async function fives(stream: Duplex): Promise<number> {
  let got = 0
  stream.on('data', (piece: Buffer) => {
    expect(piece.every((byte) => byte === 5)).toBe(true)
    got += piece.byteLength
  })
  await once(stream, 'end')
  return got
}
