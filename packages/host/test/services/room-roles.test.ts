import { once } from 'node:events'
import { encodeKey } from '@comice/protocol'
import type { Room } from '@comice/rooms'
import { createTestDht, tempDir, type TempDir, type TestDht, waitFor } from '@comice/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Host, startHost } from '../../src/host/host.ts'

/** alice’s node has a room with bob in it. */
let dht: TestDht
let dir: TempDir
let alice: Host
let bob: Host
let room: Room
beforeAll(async () => {
  dht = await createTestDht()
  dir = await tempDir('roles')
  alice = await open('alice')
  bob = await open('bob')
}, 60_000)
afterAll(async () => {
  await bob[Symbol.asyncDispose]()
  await alice[Symbol.asyncDispose]()
  await dir[Symbol.asyncDispose]()
  await dht[Symbol.asyncDispose]()
})
beforeEach(async () => {
  room = await alice.services.rooms.create({ name: 'Pears', nickname: 'alice' })
  const { text } = await room.createInvite()
  await bob.services.rooms.join(text, { nickname: 'bob' })
  await waitFor(async () => (await room.devices()).length === 2, { timeoutMs: 60_000 })
}, 90_000)

const open = (person: string): Promise<Host> =>
  startHost({ dir: dir.join(person), network: { bootstrap: dht.bootstrap }, idleMs: 0 })
const keyOf = ({ services }: Host) => encodeKey(services.peer.identity.device.publicKey)
const bobsId = () => encodeKey(bob.services.peer.identity.publicKey)

async function grant(role: string, what: string): Promise<string> {
  const remote = await alice.services.remote.open()
  const who = await alice.services.roles.principal(`${room.id}:${role}`)
  return (await remote.grant({ who, what })).id
}

/** A command of bob’s at alice’s machine that goes on until it is ended. */
async function cat() {
  const remote = await bob.services.remote.open()
  return remote.exec(keyOf(alice), { argv: ['cat'] }, { timeoutMs: 30_000 })
}

const codeOf = (running: Promise<unknown>) =>
  running.then(
    () => 'NOTHING',
    (error: unknown) => (error as { code: string }).code,
  )

/** Rooms are read a moment after a grant. */
const isAllowed = () =>
  waitFor(
    async () => {
      const code = await cat().then(
        (command) => command[Symbol.asyncDispose]().then(() => ''),
        (error: unknown) => (error as { code: string }).code,
      )
      return code === ''
    },
    { timeoutMs: 60_000 },
  )

test('who has the role, or a higher one, may; who is put out has ended within a second', async () => {
  const exec = await grant('moderator', 'exec')
  expect(await codeOf(cat())).toMatch(/^REMOTE_(?:REFUSED|NOT_GRANTED)$/u)
  await room.setRole(bobsId(), 'admin')
  await isAllowed()
  await using command = await cat()
  // What is said and what others join is nothing to a session.
  await room.say('pears')
  command.stdin.write('pears')
  await once(command.stdout, 'data')
  await room.remove(bobsId())
  const before = performance.now()
  expect(await codeOf(command.exit)).toBe('REMOTE_GRANT_ENDED')
  expect(performance.now() - before).toBeLessThan(1000)
  expect(await codeOf(cat())).toMatch(/^REMOTE_(?:REFUSED|NOT_GRANTED)$/u)
  await alice.services.peer.grants.revoke(exec)
}, 120_000)

test('a lower role ends it, too, and so does the room that is closed here', async () => {
  const exec = await grant('member', 'exec')
  await isAllowed()
  const demoted = await cat()
  await room.setRole(bobsId(), 'reader')
  expect(await codeOf(demoted.exit)).toBe('REMOTE_GRANT_ENDED')

  await room.setRole(bobsId(), 'member')
  await isAllowed()
  const closed = await cat()
  await room.close()
  expect(await codeOf(closed.exit)).toBe('REMOTE_GRANT_ENDED')
  await alice.services.peer.grants.revoke(exec)
}, 120_000)

test('roles that cannot be read let nobody in, and are read again without any news', async () => {
  const exec = await grant('member', 'exec')
  await isAllowed()
  const before = await cat()
  // As when a block is missing: of the room that the node has, so that nothing else of it is different.
  const members = room.members.bind(room)
  let asked = 0
  room.members = () => (++asked < 3 ? Promise.reject(new Error('a block is not here')) : members())
  await room.setRole(bobsId(), 'moderator')
  expect(await codeOf(before.exit)).toBe('REMOTE_GRANT_ENDED')
  await isAllowed()
  expect(asked).toBeGreaterThanOrEqual(3)

  const during = await cat()
  const { promise: here, resolve: comes } = Promise.withResolvers<void>()
  room.members = () => here.then(members)
  await room.setRole(bobsId(), 'member')
  expect(await codeOf(during.exit)).toBe('REMOTE_GRANT_ENDED')
  comes()
  await isAllowed()
  room.members = members
  await alice.services.peer.grants.revoke(exec)
}, 120_000)

test('a room whose roles are granted something is open after a start of the node, and others sleep', async () => {
  const exec = await grant('member', 'exec')
  const other = await alice.services.rooms.create({ name: 'Plums', nickname: 'alice' })
  await alice[Symbol.asyncDispose]()
  alice = await open('alice')
  const isOpen = (id: string) => alice.services.rooms.opened.some((one) => one.id === id)
  await waitFor(() => isOpen(room.id), { timeoutMs: 60_000 })
  await isAllowed()
  expect(isOpen(other.id)).toBe(false)
  await alice.services.peer.grants.revoke(exec)
}, 120_000)

test('a role is one that there is, in a room that there is', async () => {
  const { roles } = alice.services
  for (const text of ['Pears', 'Pears:', ':member', 'Pears:gardener'])
    await expect(roles.principal(text), text).rejects.toMatchObject({ code: 'ROLE_INVALID' })
  await expect(roles.principal('Apples:member')).rejects.toMatchObject({ code: 'ROOM_NOT_FOUND' })
  const who = await roles.principal(`${room.id.slice(0, 10)}:owner`)
  expect(who).toEqual({ kind: 'role', key: `${room.id}:owner` })
  expect(roles.nameOf(who)).toBe('Pears:owner')
}, 60_000)
