// The wire under the real stack: what a fault of the network looks like from above.
import SecretStream from '@hyperswarm/secret-stream'
import Corestore from 'corestore'
import { expect, test } from 'vitest'
import { createWire, keyPairOf, once, tempDir, waitFor, type Wire } from '../../src/index.ts'

/** Two secret-streams over the wire, both open. */
async function openStreams(wire: Wire) {
  const near = new SecretStream(true, wire.left, { keyPair: keyPairOf('alice') })
  const far = new SecretStream(false, wire.right, { keyPair: keyPairOf('bob') })
  expect(await Promise.all([near.opened, far.opened])).toEqual([true, true])
  return { near, far }
}

test('two secret-streams shake hands over a wire and talk', async () => {
  await using wire = createWire()
  const { near, far } = await openStreams(wire)
  expect(near.remotePublicKey).toEqual(keyPairOf('bob').publicKey)
  near.write(Buffer.from('hello'))
  const [message] = await once<[Buffer]>(far, 'data')
  expect(String(message)).toBe('hello')
  expect(wire.toRight.counters.bytesOut).toBeGreaterThan('hello'.length)
})

test('one corrupted bit ends a secret-stream with an error, and nothing of the message is seen', async () => {
  await using wire = createWire()
  const { near, far } = await openStreams(wire)
  const seen: Buffer[] = []
  far.on('data', (message: Buffer) => seen.push(message))
  near.on('error', () => {})
  const failed = once<[Error]>(far, 'error')
  const closed = once(near, 'close')
  wire.toRight.corrupt(1)
  near.write(Buffer.from('hello'))
  expect((await failed)[0]).toBeInstanceOf(Error)
  await closed
  expect(seen).toEqual([])
})

test('a lost chunk does too: the order of frames is part of the encryption', async () => {
  await using wire = createWire()
  const { near, far } = await openStreams(wire)
  near.on('error', () => {})
  const failed = once<[Error]>(far, 'error')
  wire.toRight.drop(1)
  near.write(Buffer.from('lost'))
  near.write(Buffer.from('arrives'))
  await failed
})

test('a cut is seen at both ends', async () => {
  await using wire = createWire()
  const { near, far } = await openStreams(wire)
  const failed = Promise.all([once<[Error]>(near, 'error'), once<[Error]>(far, 'error')])
  wire.cut()
  for (const [error] of await failed) expect(error).toMatchObject({ code: 'WIRE_CUT' })
})

test('a paused wire is not an end: what was written arrives when it resumes', async () => {
  await using wire = createWire()
  const { near, far } = await openStreams(wire)
  wire.pause()
  near.write(Buffer.from('patience'))
  await waitFor(() => wire.toRight.counters.bytesHeld > 0)
  const message = once<[Buffer]>(far, 'data')
  wire.resume()
  expect(String((await message)[0])).toBe('patience')
})

test('back-pressure reaches through the encryption to the writer', async () => {
  await using wire = createWire({ windowBytes: 32 * 1024 })
  const { near, far } = await openStreams(wire)
  far.pause()
  const block = Buffer.alloc(16 * 1024)
  let written = 0
  // 16 MiB would be 1,000 blocks.
  while (near.write(block) && written < 1_000) {
    written++
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(written).toBeLessThan(30)
  expect(wire.toRight.counters.bytesHeld).toBeLessThanOrEqual(32 * 1024 + block.length + 64)
})

test('stores replicate over a wire, in a partition they do not, and after it they do', async () => {
  await using wire = createWire()
  await using dirs = await tempDir()
  const alice = new Corestore(dirs.join('alice'))
  const bob = new Corestore(dirs.join('bob'))
  const near = new SecretStream(true, wire.left)
  const far = new SecretStream(false, wire.right)
  alice.replicate(near)
  bob.replicate(far)

  const core = alice.get({ keyPair: keyPairOf('notes') })
  await core.append(['one', 'two'])
  const copy = bob.get({ key: core.key })
  expect(String(await copy.get(1))).toBe('two')

  wire.pause()
  await core.append('three')
  await waitFor(() => wire.toRight.counters.bytesHeld > 0)
  expect(copy.length).toBe(2)

  wire.resume()
  await waitFor(() => copy.length === 3)
  expect(String(await copy.get(2))).toBe('three')
  for (const stream of [near, far]) stream.on('error', () => {}).destroy()
  await Promise.all([alice.close(), bob.close()])
})
