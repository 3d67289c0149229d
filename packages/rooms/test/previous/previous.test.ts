/**
 * A process of an earlier version in rooms with this one: both talk while the room is of its format, and from there on it says that
 * it must be updated. See README.md for where it comes from.
 */
import { createTestDht, type SpawnedPeer, spawnPeer, tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { Room } from '../../src/room/room.ts'
import { createTestRooms, type RoomMember, type TestRooms } from '../../src/testing/test-room.ts'
import { insides, seenBy } from '../hostile/mallory.ts'

const WAIT = { timeoutMs: 60_000 } as const
/** Operations until a newcomer goes forward by what is signed: Autobase asks for 16 blocks, and each of ours is at least one. */
const MANY = 40

/**
 * It met the upgrade, or the record of the room, which it does not read, or neither: who went forward past both has nothing to
 * apply, and waits outside until its time is over.
 */
const STOPPED = ['ROOM_NEWER', 'ROOM_FAILED', 'ROOM_INCOMPLETE']

/** How long it waits outside at most. */
const OUTSIDE_MS = 8_000

interface Line {
  readonly type: string
  readonly code?: string
  readonly state?: string
  readonly texts?: string[]
  readonly invite?: string
}

/** The earlier version, in a process of its own. */
function startGuest(dir: string, peers: { readonly dht: TestRooms<never>['dht'] }): Promise<SpawnedPeer> {
  const ports = peers.dht.bootstrap.map(({ port }) => port).join()
  return spawnPeer({
    name: 'guest',
    script: new URL('guest-0.0.0-format-2.mjs', import.meta.url),
    args: [dir, ports],
    execArgv: ['--import', new URL('resolve-here.mjs', import.meta.url).href],
  })
}

function answer(guest: SpawnedPeer, type: string): Promise<Line> {
  return guest.waitForJson<Line>((line) => line.type === type, WAIT)
}

async function ask(guest: SpawnedPeer, line: string): Promise<Line> {
  guest.send(line)
  return answer(guest, line.split(' ')[0] ?? '')
}

function untilText(room: Room, wanted: string): Promise<unknown> {
  return waitFor(async () => (await room.history()).messages.some(({ text }) => text === wanted), WAIT)
}

async function untilGuestSees(guest: SpawnedPeer, wanted: string): Promise<void> {
  await waitFor(async () => ((await ask(guest, 'look')).texts ?? []).includes(wanted), {
    ...WAIT,
    describe: `the guest to see ${wanted}`,
  })
}

async function join({ peers, room, name }: { peers: TestRooms<never>; room: Room; name: string }) {
  const peer = await peers.add(name)
  const { text } = await room.createInvite()
  return { ...peer, room: await peer.rooms.join(text, { nickname: name, timeoutMs: 60_000 }) }
}

/** One view, all of it signed. */
async function untilAgreed(members: readonly Pick<RoomMember, 'room'>[]): Promise<void> {
  await waitFor(
    async () => {
      const bases = members.map(({ room }) => insides(room).base)
      const isSettled = bases.every(({ length, signedLength }) => length === signedLength)
      if (!isSettled || new Set(bases.map(({ length }) => length)).size > 1) return false
      const seen = await Promise.all(members.map(({ room }) => seenBy(room)))
      return new Set(seen.map((one) => JSON.stringify(one))).size === 1
    },
    { ...WAIT, describe: 'all to agree' },
  )
}

test('an earlier version talks in a room of its format, and says that it must be updated when the room goes on', async () => {
  await using dir = await tempDir('guest')
  await using peers = await createTestRooms(['alice'], { dht: await createTestDht() })
  const room = await peers.alice.rooms.create({ name: 'garden', nickname: 'alice', format: 2 })
  await using guest = await startGuest(dir.path, peers)
  await answer(guest, 'ready')
  const { text } = await room.createInvite()
  expect(await ask(guest, `join ${text}`)).toEqual({ type: 'join' })
  await ask(guest, 'say hello from before')
  await untilText(room, 'hello from before')
  await room.say('hello from now')
  await untilGuestSees(guest, 'hello from now')

  await room.upgrade()
  expect(await answer(guest, 'stopped')).toEqual({ type: 'stopped', code: 'ROOM_NEWER' })
  expect(await ask(guest, 'say anything')).toEqual({ type: 'say', code: 'ROOM_NEWER' })
  // What was there is still read.
  expect((await ask(guest, 'look')).texts).toEqual(['hello from before', 'hello from now'])
  const guestId = (await room.members()).find(({ name }) => name === 'guest')?.id ?? ''
  await room.mute(guestId)
  const carol = await join({ peers, room, name: 'carol' })
  const [said] = (await room.history()).messages
  if (said !== undefined) await carol.room.report(said, 'it is old')
  await carol.room.say('we go on')
  await untilText(room, 'we go on')
  await waitFor(async () => (await room.reports()).length === 1, WAIT)
  await untilAgreed([{ room }, carol])

  // Nor does it go on after a restart, and nobody else is held up by it.
  await guest.kill()
  await using again = await startGuest(dir.path, peers)
  expect(await answer(again, 'stopped')).toEqual({ type: 'stopped', code: 'ROOM_NEWER' })
  await room.say('still here')
  await untilText(carol.room, 'still here')
  await untilAgreed([{ room }, carol])
}, 240_000)

test('an earlier version that comes into a newer room stops at it, also when it starts beyond the upgrade', async () => {
  await using peers = await createTestRooms(['alice'], { dht: await createTestDht() })
  const { rooms } = peers.alice
  const made = await rooms.create({ name: 'made new', nickname: 'alice' })
  const upgraded = await rooms.create({ name: 'upgraded', nickname: 'alice', format: 2 })
  await upgraded.upgrade()
  for (let count = 0; count < MANY; count++) await upgraded.say(`message ${count}`)
  for (const room of [made, upgraded]) {
    const { base } = insides(room)
    await waitFor(() => base.signedLength === base.length, WAIT)
    await using dir = await tempDir('guest')
    await using guest = await startGuest(dir.path, peers)
    await answer(guest, 'ready')
    const { text } = await room.createInvite()
    expect(STOPPED).toContain((await ask(guest, `join ${text} ${OUTSIDE_MS}`)).code)
    const carol = await join({ peers, room, name: `carol of ${room.name}` })
    await carol.room.say('nobody is held up')
    await untilText(room, 'nobody is held up')
    await untilAgreed([{ room }, carol])
  }
}, 240_000)

test('an earlier version that signs the order signs nothing past the upgrade, and an owner of this one takes over', async () => {
  await using dir = await tempDir('guest')
  await using peers = await createTestRooms(['alice'], { dht: await createTestDht() })
  await using guest = await startGuest(dir.path, peers)
  await answer(guest, 'ready')
  const { invite = '' } = await ask(guest, 'create')
  const room = await peers.alice.rooms.join(invite, { nickname: 'alice', timeoutMs: 60_000 })
  await room.say('hello')
  await untilGuestSees(guest, 'hello')
  expect(await ask(guest, 'owner alice')).toEqual({ type: 'owner' })
  await waitFor(async () => (await room.members()).some(({ mine, role }) => mine && role === 'owner'), WAIT)
  const { base } = insides(room)
  await waitFor(() => base.signedLength === base.length, WAIT)
  const signed = base.signedLength
  await room.upgrade()
  expect(await answer(guest, 'stopped')).toEqual({ type: 'stopped', code: 'ROOM_NEWER' })
  await room.say('nobody signs this')
  const carol = await join({ peers, room, name: 'carol' })
  await untilText(carol.room, 'nobody signs this')
  expect(base.signedLength).toBe(signed)
  await guest.kill()
  await room.takeOver()
  await untilAgreed([{ room }, carol])
}, 240_000)
