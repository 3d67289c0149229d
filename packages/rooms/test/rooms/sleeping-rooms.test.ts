import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createInvite } from '../../src/invite/invite-text.ts'
import type { Room } from '../../src/room/room.ts'
import { createTestRoom } from '../../src/testing/test-room.ts'

test('a room that is asleep is opened when somebody comes who has it, and gets what they said', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob, peers } = test
  await bob.close()
  await alice.room.say('while you were away')

  const back = await peers.reopen(bob)
  let woken = 0
  await back.rooms.sleep(alice.room.id, () => woken++)
  await waitFor(() => woken > 0)
  expect(await back.rooms.list()).toMatchObject([{ isOpen: false }])
  const room = await back.rooms.open(alice.room.id)
  await waitFor(async () => (await room.history()).messages.at(-1)?.text === 'while you were away')
  await room.say('here I am')
  await waitFor(async () => (await alice.room.history()).messages.at(-1)?.text === 'here I am')
})

test('the creator, whose room was asleep, gets what somebody else said meanwhile', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob, peers } = test
  await alice.close()
  const said = await bob.room.say('nobody heard this')

  const back = await peers.reopen(alice)
  let woken = 0
  await back.rooms.sleep(alice.room.id, () => woken++)
  await waitFor(() => woken > 0)
  const room = await back.rooms.open(alice.room.id)
  await waitFor(async () => (await room.history()).messages.at(-1)?.id === said.id)
})

test('two rooms that are asleep wake each other', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob, peers } = test
  await bob.close()
  const said = await alice.room.say('nobody heard this')
  const alice2 = await peers.reopen(alice)
  const bob2 = await peers.reopen(bob)
  for (const { rooms } of [alice2, bob2])
    await rooms.sleep(alice.room.id, () => void rooms.open(alice.room.id))
  await waitFor(async () => (await bob2.rooms.list()).every(({ isOpen }) => isOpen))
  const room = await bob2.rooms.open(alice.room.id)
  await waitFor(async () => (await room.history()).messages.at(-1)?.id === said.id)
})

test('a room that is asleep lets in who comes by an invite', async () => {
  await using test = await createTestRoom(['alice'])
  const { alice, peers } = test
  const { text } = await alice.room.createInvite()
  const back = await peers.reopen(alice)
  await back.rooms.sleep(alice.room.id, () => void back.rooms.open(alice.room.id))
  const carol = await peers.add('carol')
  const room = await carol.rooms.join(text, { nickname: 'carol' })
  expect(room.state).toBe('member')
  expect((await room.members()).map(({ name }) => name).sort()).toEqual(['alice', 'carol'])
})

test('a room that is asleep is not woken by who asks with an invite that it never had', async () => {
  await using test = await createTestRoom(['alice'])
  const { alice, peers } = test
  const other = await alice.rooms.create({ name: 'other' })
  const { id, text } = await other.createInvite()
  const back = await peers.reopen(alice)
  const woken: string[] = []
  const sleep = (room: Room, invites: string[]) =>
    back.rooms.sleep(
      room.id,
      () => {
        woken.push(room.id)
        void back.rooms.open(room.id)
      },
      { invites },
    )
  await sleep(alice.room, [])
  await sleep(other, [id])
  const carol = await peers.add('carol')
  const mallory = new AbortController()
  const stray = createInvite(alice.room.key, 0)
  const asking = carol.rooms.join(stray.text, { signal: mallory.signal })
  const ended = expect(asking).rejects.toMatchObject({ code: 'JOIN_ABORTED' })
  // On one connection, after the other request.
  expect((await carol.rooms.join(text, { nickname: 'carol' })).state).toBe('member')
  mallory.abort()
  await ended
  expect(woken).toContain(other.id)
  expect(woken).not.toContain(alice.room.id)
})

test('a room that is asleep is opened by its person, and sleeps no more', async () => {
  await using test = await createTestRoom(['alice'])
  const { alice, peers } = test
  const back = await peers.reopen(alice)
  let woken = 0
  await back.rooms.sleep(alice.room.id, () => woken++)
  const room = await back.rooms.open(alice.room.id)
  await room.say('awake')
  await back.rooms.sleep(alice.room.id, () => woken++)
  expect(await back.rooms.list()).toMatchObject([{ isOpen: true }])
  await expect(back.rooms.sleep('nothing', () => woken++)).rejects.toMatchObject({ code: 'ROOM_NOT_FOUND' })
  expect(woken).toBe(0)
})
