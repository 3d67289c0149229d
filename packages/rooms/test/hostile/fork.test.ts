/** A core with two histories: mallory's on purpose, bob's because his profile came back from a backup. */
import { cp, rm } from 'node:fs/promises'
import { encodeOperation } from '@comice/protocol'
import { createUnderlay, tempDir, waitFor } from '@comice/testkit'
import Corestore from 'corestore'
import { expect, test } from 'vitest'
import { createTestRoom, type RoomMember } from '../../src/testing/test-room.ts'
import { envelope, headOf, insides, rawWriter, waitForBlocks, writerKeyOf } from './mallory.ts'

test('two histories of one core end its writer, and nobody else', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'mallory'])
  const { alice, bob, mallory } = test
  await mallory.room.say('hello')
  await waitForBlocks(alice, mallory)
  await using twin = await twinOf(mallory)
  await twin.core.append([await twin.say('one thing', alice), await twin.say('and more', alice)])
  const { core } = await rawWriter(mallory)
  await core.append(await twin.say('another thing', alice))
  await waitForBlocks(alice, mallory)
  twin.replicateTo(bob)

  // Nobody knows which of both histories bob has by then.
  await bob.room.say('still here')
  await waitFor(() => hasMessage(alice, 'still here'))
  await alice.room.say('me too')
  await waitFor(() => hasMessage(bob, 'me too'))
  expect([alice.room.state, bob.room.state]).toEqual(['member', 'member'])
})

test('who was given the other history goes on with what all others have', async () => {
  const underlay = createUnderlay()
  await using test = await createTestRoom(['alice', 'bob', 'mallory'], { underlay })
  const { alice, bob, mallory } = test
  await mallory.room.say('hello')
  await Promise.all([waitForBlocks(alice, mallory), waitForBlocks(bob, mallory)])
  underlay.cut('bob')
  await using twin = await twinOf(mallory)
  await twin.core.append([await twin.say('one thing', alice), await twin.say('and more', alice)])
  const { core } = await rawWriter(mallory)
  await core.append(await twin.say('another thing', alice))
  await waitForBlocks(alice, mallory)
  await alice.room.say('seen')

  twin.replicateTo(bob)
  await waitFor(async () => (await bob.room.history()).messages.at(-1)?.text === 'and more')
  underlay.heal()
  await alice.room.say('me too')
  await waitFor(() => hasMessage(bob, 'me too'))
  await bob.room.say('still here')
  await waitFor(() => hasMessage(alice, 'still here'))
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

/** A core in another store that is the same up to here. */
async function twinOf(member: RoomMember) {
  const { core } = await rawWriter(member)
  const { encryptionKey } = insides(member.room).base
  if (core.keyPair === null || encryptionKey === null) throw new Error('not open')
  const dir = await tempDir('twin')
  const store = new Corestore(dir.path)
  const twin = store.get({
    keyPair: core.keyPair as never,
    manifest: core.manifest,
    encryption: { key: encryptionKey },
    valueEncoding: 'binary',
  })
  await twin.ready()
  expect(Buffer.from(twin.key ?? [])).toEqual(Buffer.from(writerKeyOf(member)))
  const streams: { destroy(): void }[] = []
  for (let index = 0; index < core.length; index++) await twin.append(await core.get(index))
  return {
    core: twin,
    async say(text: string, after: RoomMember) {
      const value = encodeOperation({ kind: 'message', text, claimedAt: 1, replyTo: null })
      return envelope({ heads: [await headOf(after)], value })
    },
    replicateTo(other: RoomMember) {
      const [there, here] = [store.replicate(true), other.peer.store.replicate(false)]
      for (const stream of [there, here]) stream.on('error', () => undefined)
      there.pipe(here).pipe(there)
      streams.push(there)
    },
    async [Symbol.asyncDispose]() {
      for (const stream of streams) stream.destroy()
      await store.close()
      await dir[Symbol.asyncDispose]()
    },
  }
}

async function hasMessage({ room }: RoomMember, text: string): Promise<boolean> {
  const { messages } = await room.history()
  return messages.some((message) => message.text === text)
}
