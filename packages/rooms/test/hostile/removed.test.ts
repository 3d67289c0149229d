/**
 * Mallory was a member. She has every key that she ever had, her device's secrets, the room's encryption key, and goes on
 * getting every block of every core. She tries all of it on all of it.
 */
import { encodeHex, type SealedMessageRecord } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { type Epoch, openBody, openEpochKey, openLink } from '@comice/core'
import { boundTo } from '../../src/room/room-body.ts'
import { createTestRoom, type RoomMember } from '../../src/testing/test-room.ts'
import { isSealed, readMessages } from '../../src/view/view-messages.ts'
import { insides } from './mallory.ts'

/** Every epoch key that follows from what she has. */
async function lootOf({ room, peer }: RoomMember): Promise<Epoch[]> {
  const { reader, key: scope } = insides(room)
  const device = peer.identity.device.keyPair
  return reader.read(async (reading) => {
    const records = await reading.epochs()
    const loot = new Map<string, Epoch>()
    const take = (epoch: Epoch | null) => {
      if (epoch !== null) loot.set(encodeHex(epoch.id), epoch)
    }
    for (const { number } of records) {
      for (const seal of await reading.sealsOf(number)) {
        // Whoever it says it is for, and whichever epoch it says it is of.
        for (const { epochId: id } of records) take(openEpochKey(seal, { id, scope, device }))
      }
    }
    for (let size = -1; size !== loot.size;) {
      size = loot.size
      for (const epoch of [...loot.values()]) {
        for (const { links } of records) for (const link of links) take(openLink(epoch, link, scope))
      }
    }
    return [...loot.values()]
  })
}

/** What she can read of the messages, by number: null where nothing opens. */
async function readWith(loot: readonly Epoch[], { room }: RoomMember): Promise<(string | null)[]> {
  const { reader, key: roomKey } = insides(room)
  const records = await reader.read(async (reading) => {
    const { messages } = await reading.state()
    return readMessages(reading.bee, { before: messages, limit: messages })
  })
  return records.map((record) => (isSealed(record) ? openWith(loot, record, roomKey) : record.text))
}

function openWith(loot: readonly Epoch[], record: SealedMessageRecord, roomKey: Uint8Array): string | null {
  const { identityKey } = record
  const bound = boundTo({ roomKey, identityKey, kind: 'post', target: null })
  for (const epoch of loot) {
    const opened = openBody(epoch, record.body, bound)
    if (opened !== null) return Buffer.from(opened).toString()
  }
  return null
}

/** Everything that she has of the room, decrypted as far as the room's own key goes. */
async function plainBytes({ room }: RoomMember): Promise<string> {
  const { base } = insides(room)
  const parts: Buffer[] = []
  for await (const { key, value } of base.view.createReadStream())
    parts.push(Buffer.from(key), Buffer.from(value))
  for (const { core } of base.activeWriters) {
    for (let index = 0; index < core.length; index++) {
      const block: unknown = await core.get(index)
      parts.push(block instanceof Uint8Array ? Buffer.from(block) : Buffer.from(JSON.stringify(block)))
    }
  }
  return Buffer.concat(parts).toString('latin1')
}

test('whoever was removed derives no plaintext of what is said after it, with all keys and all data', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'mallory'], { format: 2 })
  const { alice, bob, mallory } = test
  const count = async ({ room }: RoomMember) =>
    insides(room).reader.view(async (view) => (await view.state()).messages)
  const untilCount = (member: RoomMember, wanted: number) =>
    waitFor(async () => (await count(member)) === wanted, { timeoutMs: 25_000 })

  await alice.room.say('SECRET one')
  await untilCount(bob, 1)
  await bob.room.say('SECRET two')
  await untilCount(mallory, 2)
  await mallory.room.say('SECRET three')
  await untilCount(alice, 3)
  const before = await lootOf(mallory)
  expect((await readWith(before, mallory)).every((text) => text?.includes('SECRET'))).toBe(true)

  const id = (await alice.room.members()).find(({ name }) => name === 'mallory')?.id ?? ''
  await alice.room.remove(id)
  await alice.room.say('HIDDEN four')
  await untilCount(bob, 4)
  await bob.room.say('HIDDEN five')
  await untilCount(alice, 5)
  await alice.room.edit((await alice.room.history()).messages[0]?.id ?? '', 'HIDDEN edit')
  await bob.room.react((await bob.room.history()).messages[0]?.id ?? '', ['🍐'])
  const carol = await test.join('carol')
  await untilCount(carol, 5)
  await carol.room.say('HIDDEN six')
  await untilCount(mallory, 6)

  const loot = [...before, ...(await lootOf(mallory))]
  const read = await readWith(loot, mallory)
  expect(read.slice(0, 3).every((text) => text?.includes('SECRET'))).toBe(true)
  expect(read.slice(3)).toEqual([null, null, null])
  expect(await plainBytes(mallory)).not.toMatch(/HIDDEN|🍐/u)
  const shown = (await mallory.room.history()).messages
  expect(shown.slice(3).map(({ text, unreadable }) => ({ text, unreadable }))).toEqual(
    [4, 5, 6].map(() => ({ text: '', unreadable: 'no-key' })),
  )
  // The same looks find it where it is to be found.
  expect(await readWith(await lootOf(bob), bob)).toEqual(
    expect.arrayContaining([expect.stringContaining('HIDDEN six')]),
  )
}, 240_000)
