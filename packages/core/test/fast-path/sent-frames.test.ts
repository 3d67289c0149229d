/** Over real sockets on loopback. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { keyPairOf } from '@comice/testkit'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { expect, test } from 'vitest'
import { OWN_MESSAGE_BYTES } from '../../src/constants.ts'
import { giveSentBack } from '../../src/fast-path/sent-frames.ts'

test('the memory of a large frame is given back when it has gone, and all of it comes', async () => {
  await using stack = new AsyncDisposableStack()
  const server = createServer()
  stack.defer(() => void server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const accepted = once(server, 'connection') as Promise<[Socket]>
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [far] = await accepted
  const alice = new NoiseSecretStream(true, socket, { keyPair: keyPairOf('alice') })
  const bob = new NoiseSecretStream(false, far, { keyPair: keyPairOf('bob') })
  for (const stream of [alice, bob]) stack.adopt(stream, (opened) => opened.destroy())
  await Promise.all([once(alice, 'connect'), once(bob, 'connect')])
  giveSentBack(alice)
  const came: Buffer[] = []
  bob.on('data', (message: Buffer) => came.push(message))
  const frames = [10, OWN_MESSAGE_BYTES, 300_000].map((bytes) => alice.alloc(bytes).fill(7))
  // Of the stream's own memory only the frame that was made last is sent as it is; others are copied.
  const last = frames.at(-1) ?? Buffer.alloc(0)
  for (const frame of frames) alice.write(frame)
  while (came.length < frames.length) await once(bob, 'data')
  expect(came.map((message) => message.byteLength)).toEqual([10, OWN_MESSAGE_BYTES, 300_000])
  expect(came.every((message) => message.every((byte) => byte === 7))).toBe(true)
  while (last.byteLength > 0) await new Promise(setImmediate)
  expect(last.byteLength).toBe(0)
})
