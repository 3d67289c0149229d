import { createTestRoom } from '@comice/rooms/testing'
import { waitFor } from '@comice/testkit'
import { encodeKey } from '@comice/protocol'
import { expect, test } from 'vitest'
import { PersonalReadMarkers } from '../../src/services/read-markers.ts'
import { PersonalRecords } from '../../src/personal/personal-records.ts'
import { Unread } from '../../src/services/unread.ts'

type Bob = Awaited<ReturnType<typeof createTestRoom>>['bob']

function markersOf({ profile, peer }: Bob) {
  const onproblem = (error: Error) => {
    throw error
  }
  const records = new PersonalRecords({ profile, now: peer.now, onproblem })
  const device = encodeKey(peer.identity.device.publicKey)
  const markers = new PersonalReadMarkers({ profile, records, device, now: peer.now })
  // What waits for a pause is written before the profile closes.
  return { markers, [Symbol.asyncDispose]: () => records.close() }
}

test('what others say after a room was first looked at is unread, with what mentions one', async () => {
  await using test = await createTestRoom(['alice', 'bob'], { format: 2 })
  const { alice, bob } = test
  await alice.room.say('before')
  await waitFor(async () => (await bob.room.position()).messages === 1)
  await using personal = markersOf(bob)
  const { markers } = personal
  const changed: string[] = []
  const stop = markers.onChange((room) => changed.push(room))
  const unread = new Unread(markers)
  expect(await unread.of(bob.room)).toEqual({ unread: 0, mentions: 0, read: 1 })

  const me = (await bob.room.members()).find(({ mine }) => mine)?.id ?? ''
  await alice.room.say('hello @bob', { mentions: [me] })
  const deleted = await alice.room.say('never mind')
  await bob.room.say('mine')
  await waitFor(async () => (await bob.room.position()).messages === 4)
  expect(await unread.of(bob.room)).toEqual({ unread: 2, mentions: 1, read: 1 })
  await alice.room.delete(deleted.id)
  await waitFor(async () => (await unread.of(bob.room)).unread === 1)

  await unread.markRead(bob.room, 2)
  expect(await unread.of(bob.room)).toEqual({ unread: 0, mentions: 0, read: 2 })
  await unread.markRead(bob.room)
  await unread.markRead(bob.room, 1)
  expect(await unread.of(bob.room)).toEqual({ unread: 0, mentions: 0, read: 4 })
  expect(changed).toHaveLength(3)
  stop()
})

test('of very many, the newest are counted', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  await using personal = markersOf(bob)
  const unread = new Unread(personal.markers)
  await unread.of(bob.room)
  await Promise.all(Array.from({ length: 600 }, (_, number) => alice.room.say(`message ${number}`)))
  await waitFor(async () => (await bob.room.position()).messages === 600)
  expect((await unread.of(bob.room)).unread).toBe(500)
  await alice.room.say('one more')
  await waitFor(async () => (await bob.room.position()).messages === 601)
  expect((await unread.of(bob.room)).unread).toBe(500)
})
