import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { createTestDht, keyPairOf, once } from '../../src/index.ts'

test('a node announces and another one finds and reaches it, on loopback alone', async () => {
  await using dht = await createTestDht()
  const server = dht.createNode().createServer()
  await server.listen(keyPairOf('alice'))
  const greeting = once<[Duplex]>(server, 'connection')
  const stream = dht.createNode().connect(keyPairOf('alice').publicKey)
  await once(stream, 'open')
  const [far] = await greeting
  const farClosed = once(
    far.on('error', () => {}),
    'close',
  )
  expect(stream.rawStream).toMatchObject({ remoteHost: '127.0.0.1' })
  stream.destroy()
  await farClosed
})

test('its address is what a command line takes', async () => {
  await using dht = await createTestDht({ nodes: 1 })
  expect(dht.bootstrap).toHaveLength(1)
  expect(dht.address).toBe(`127.0.0.1:${dht.bootstrap[0]?.port}`)
})

test('every node ends with it, once', async () => {
  const dht = await createTestDht({ nodes: 2 })
  const node = dht.createNode()
  await node.fullyBootstrapped()
  await Promise.all([dht[Symbol.asyncDispose](), dht[Symbol.asyncDispose]()])
  expect(node.destroyed).toBe(true)
})
