// wire.test.ts: no network at all, only the bytes between two streams.
import SecretStream from '@hyperswarm/secret-stream'
import { createWire, keyPairOf, once } from '@comice/testkit'
import { expect, test } from 'vitest'

test('a flipped bit ends the connection and shows nothing of the message', async () => {
  await using wire = createWire()
  const alice = new SecretStream(true, wire.left, { keyPair: keyPairOf('alice') })
  const bob = new SecretStream(false, wire.right, { keyPair: keyPairOf('bob') })
  await Promise.all([alice.opened, bob.opened])

  const heard: Uint8Array[] = []
  bob.on('data', (message) => heard.push(message))
  const failed = once(bob, 'error')
  alice.on('error', () => {})
  wire.toRight.corrupt(1)
  alice.write(Buffer.from('milk'))

  await failed
  expect(heard).toEqual([])
})
