import { presenceNote } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { PRESENCE_NOTES_BURST } from '../../src/constants.ts'
import { NoteLimit } from '../../src/presence/note-limit.ts'
import { Presence } from '../../src/presence/presence.ts'
import { createTestRoom, type RoomMember } from '../../src/testing/test-room.ts'

function presenceOf({ peer, room }: RoomMember): Presence {
  const presence = new Presence(peer)
  presence.follow(room)
  return presence
}

test('members see who is here and who types, and no more when they say so or go', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  const [atAlice, atBob] = [presenceOf(alice), presenceOf(bob)]
  const room = alice.room.id
  const me = (await bob.room.members()).find(({ mine }) => mine)?.id
  const seen = () => atAlice.of(room)
  expect(await seen()).toEqual([])
  atBob.show(room, { isHere: true, isTyping: false })
  await waitFor(async () => (await seen()).length === 1)
  expect(await seen()).toEqual([{ member: me, isTyping: false }])
  atBob.show(room, { isHere: true, isTyping: true })
  await waitFor(async () => (await seen())[0]?.isTyping === true)
  atBob.show(room, { isHere: true, isTyping: false })
  await waitFor(async () => (await seen())[0]?.isTyping === false)
  atBob.show(room, { isHere: false, isTyping: false })
  await waitFor(async () => (await seen()).length === 0)
  atBob.show(room, { isHere: true, isTyping: false })
  await waitFor(async () => (await seen()).length === 1)
  await bob.close()
  await waitFor(async () => (await seen()).length === 0)
})

test('who comes later is told who is here, and nobody is told of oneself', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  const atAlice = presenceOf(alice)
  const room = alice.room.id
  atAlice.show(room, { isHere: true, isTyping: false })
  const again = await test.peers.reopen(bob)
  const presence = new Presence(again.peer)
  presence.follow(await again.rooms.open(room))
  await waitFor(async () => (await presence.of(room)).length === 1, { timeoutMs: 30_000 })
  expect(await atAlice.of(room)).toEqual([])
})

test('what is not said again is over', async () => {
  let now = 1_000
  await using test = await createTestRoom(['alice', 'bob'], { now: () => now })
  const { alice, bob } = test
  const [atAlice, atBob] = [presenceOf(alice), presenceOf(bob)]
  const room = alice.room.id
  atBob.show(room, { isHere: true, isTyping: true })
  await waitFor(async () => (await atAlice.of(room))[0]?.isTyping === true)
  now += 10_000
  expect(await atAlice.of(room)).toMatchObject([{ isTyping: false }])
  now += 60_000
  expect(await atAlice.of(room)).toEqual([])
})

test('somebody who is not in the room is neither believed nor told', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  const mallory = await test.peers.add('mallory')
  const atAlice = presenceOf(alice)
  const notes: unknown[] = []
  mallory.peer.attach(({ mux }) => {
    const channel = mux.createChannel({
      protocol: 'comice/presence/1',
      messages: [{ onmessage: (bytes: Uint8Array) => notes.push(bytes) }],
    })
    channel?.open()
    const { discoveryKey } = alice.room
    channel?.messages[0]?.send(presenceNote.encode({ discoveryKey, isHere: true, isTyping: true }))
    channel?.messages[0]?.send(new Uint8Array([255, 255, 255]))
  })
  mallory.peer.network.join(alice.room.discoveryKey)
  await waitFor(() => alice.peer.network.connections.size >= 2, { timeoutMs: 30_000 })
  const atBob = presenceOf(bob)
  atAlice.show(alice.room.id, { isHere: true, isTyping: false })
  atBob.show(alice.room.id, { isHere: true, isTyping: false })
  await waitFor(async () => (await atAlice.of(alice.room.id)).length === 1)
  expect(await atAlice.of(alice.room.id)).toMatchObject([{ isTyping: false }])
  expect(notes).toEqual([])
})

test('more notes than somebody can mean are dropped', () => {
  let now = 0
  const limit = new NoteLimit(() => now)
  const taken = () => Array.from({ length: 1_000 }, () => limit.take()).filter(Boolean).length
  expect(taken()).toBe(PRESENCE_NOTES_BURST)
  expect(taken()).toBe(0)
  now += 1_000
  expect(taken()).toBe(5)
})
