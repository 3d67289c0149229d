import { keyPairOf, once } from '@comice/testkit'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { expect, test } from 'vitest'
import { watchPath } from '../../src/fast-path/path-watch.ts'
import { dialTcp, listenTcp } from '../../src/fast-path/tcp-ends.ts'

const HERE = { local: '127.0.0.1', remote: '127.0.0.1' }

async function streams() {
  const listener = await listenTcp(HERE)
  if (listener === null) throw new Error('not listening')
  const [dialled, accepted] = await Promise.all([
    dialTcp(HERE, listener.port, AbortSignal.timeout(5000)),
    listener.accepted,
  ])
  if (dialled === null || accepted === null) throw new Error('not connected')
  const alice = new NoiseSecretStream(true, dialled.socket, { keyPair: keyPairOf('alice') })
  const bob = new NoiseSecretStream(false, accepted, { keyPair: keyPairOf('bob') })
  for (const stream of [alice, bob]) stream.on('error', () => undefined)
  await Promise.all([once(alice, 'connect'), once(bob, 'connect')])
  return {
    alice,
    bob,
    socket: accepted,
    [Symbol.dispose]: () => [alice, bob].forEach((stream) => stream.destroy()),
  }
}

test('a path on which bytes wait and do not go is slow', async () => {
  using ends = await streams()
  const { promise, resolve } = Promise.withResolvers<void>()
  watchPath(ends.alice, { bytesPerS: 500_000, onslow: resolve, sampleMs: 50 })
  ends.socket.pause()
  for (let frame = 0; frame < 256; frame++) ends.alice.write(Buffer.alloc(64 * 1024))
  await promise
})

test('a path on which nothing waits is not slow, however little goes', async () => {
  using ends = await streams()
  let slow = false
  watchPath(ends.alice, { bytesPerS: 20_000_000, onslow: () => (slow = true), sampleMs: 1 })
  for (let message = 0; message < 500; message++) {
    ends.alice.write(Buffer.from('a little'))
    await once(ends.bob, 'data')
    ends.bob.write(Buffer.from('thanks'))
    await once(ends.alice, 'data')
  }
  expect(slow).toBe(false)
})
