/** A core with two histories: mallory's on purpose, bob's because his profile came back from a backup. */
import { cp, rm } from 'node:fs/promises'
import { encodeOperation } from '@comice/protocol'
import { tempDir, waitFor } from '@comice/testkit'
import Corestore from 'corestore'
import { expect, test } from 'vitest'
import { createTestRoom } from '../../src/testing/test-room.ts'
import { envelope, headOf, insides, rawWriter, waitForBlocks, writerKeyOf } from './mallory.ts'

test('two histories of one core end its writer, and nobody else', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'mallory'])
  const { alice, bob, mallory } = test
  await mallory.room.say('hello')
  await waitForBlocks(alice, mallory)
  const { core } = await rawWriter(mallory)
  const { encryptionKey } = insides(alice.room).base
  if (core.keyPair === null || encryptionKey === null) throw new Error('not open')

  // The same core in another store, up to here the same, then different.
  await using dir = await tempDir('mallory2')
  const store = new Corestore(dir.path)
  const twin = store.get({
    keyPair: core.keyPair as never,
    manifest: core.manifest,
    encryption: { key: encryptionKey },
    valueEncoding: 'binary',
  })
  await twin.ready()
  expect(Buffer.from(twin.key ?? [])).toEqual(Buffer.from(writerKeyOf(mallory)))
  const say = async (text: string) => {
    const value = encodeOperation({ kind: 'message', text, claimedAt: 1, replyTo: null })
    return envelope({ heads: [await headOf(alice)], value })
  }
  await twin.append([await say('one thing'), await say('and more')])
  await core.append(await say('another thing'))
  await waitForBlocks(alice, mallory)
  const [there, here] = [store.replicate(true), bob.peer.store.replicate(false)]
  there.on('error', () => undefined)
  here.on('error', () => undefined)
  there.pipe(here).pipe(there)

  await bob.room.say('still here')
  await waitFor(async () => (await alice.room.history()).messages.at(-1)?.text === 'still here')
  await alice.room.say('me too')
  await waitFor(async () => (await bob.room.history()).messages.at(-1)?.text === 'me too')
  expect([alice.room.state, bob.room.state]).toEqual(['member', 'member'])
  there.destroy()
  await store.close()
})

test('a profile restored from an old backup gets back from others what it has lost of its own, and goes on', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice } = test
  await test.bob.room.say('before the backup')
  await waitFor(async () => (await alice.room.history()).messages.length === 1)
  await test.bob.close()
  await using backup = await tempDir('backup')
  await cp(test.bob.dir, backup.path, { recursive: true })

  const bob = await test.peers.reopen(test.bob)
  const room = await bob.rooms.open('garden')
  await room.say('after the backup')
  await waitFor(async () => (await alice.room.history()).messages.length === 2)
  await bob.close()
  await rm(bob.dir, { recursive: true })
  await cp(backup.path, bob.dir, { recursive: true })
  // Without this file the store cannot tell that it was copied, as after a disk image is put back.
  await rm(`${bob.dir}/store/CORESTORE`)

  const restored = await test.peers.reopen(bob)
  const behind = await restored.rooms.open('garden')
  await waitFor(() => behind.state === 'failed')
  expect(behind.problem).toMatchObject({ code: 'ROOM_ROLLED_BACK', details: { expected: 2, found: 1 } })
  await expect(behind.say('overwritten?')).rejects.toMatchObject({ code: 'ROOM_ROLLED_BACK' })
  const old = await restored.rooms.open('garden')
  await waitFor(async () => (await old.history()).messages.length === 2)
  await old.say('again')
  await waitFor(async () => (await alice.room.history()).messages.length === 3)
  const texts = (await alice.room.history()).messages.map(({ text }) => text)
  expect(texts).toEqual(['before the backup', 'after the backup', 'again'])
  expect([alice.room.state, old.state]).toEqual(['member', 'member'])
})
