import { encodeKey, grantRecord } from '@comice/protocol'
import { openProfile } from '@comice/storage'
import { keyPairOf, tempDir } from '@comice/testkit'
import { afterEach, expect, test, vi } from 'vitest'
import { GRANT_LOOK_MS, MAX_GRANTS } from '../../src/constants.ts'
import { Grants } from '../../src/grants/grants.ts'
import { connectAliceAndBob } from '../rpc/connected.ts'

const bob = { kind: 'device', key: encodeKey(keyPairOf('bob').publicKey) } as const
const keep = { capability: 'keep' } as const

afterEach(() => void vi.useRealTimers())

async function setUp(now: () => number = Date.now) {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(await tempDir())
  const profile = stack.use(await openProfile({ dir: dir.path }))
  const collection = await profile.collection('grants', grantRecord.codec)
  const open = async () => Grants.open(await profile.collection('grants', grantRecord.codec), now)
  const connected = stack.use(await connectAliceAndBob())
  const grants = await open()
  stack.defer(() => grants.close())
  return {
    grants,
    collection,
    open,
    connection: connected.atAlice,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

test('without a grant nothing is allowed', async () => {
  await using room = await setUp()
  expect(room.grants.check(room.connection, keep)).toBeNull()
})

test('a grant to a device allows what it names and nothing else', async () => {
  await using room = await setUp()
  await room.grants.grant({ who: bob, what: { capability: 'forward', scope: '127.0.0.1:22' } })
  const check = (scope?: string) =>
    room.grants.check(room.connection, { capability: 'forward', ...(scope === undefined ? {} : { scope }) })
  expect(check('127.0.0.1:22')).not.toBeNull()
  expect(check('127.0.0.1:23')).toBeNull()
  expect(check()).toBeNull()
  expect(room.grants.check(room.connection, { capability: 'shell' })).toBeNull()
})

test('a grant to somebody else does not help', async () => {
  await using room = await setUp()
  const mallory = { kind: 'device', key: encodeKey(keyPairOf('mallory').publicKey) } as const
  await room.grants.grant({ who: mallory, what: keep })
  expect(room.grants.check(room.connection, keep)).toBeNull()
})

test('a grant to an identity holds for a connection that proved it', async () => {
  await using room = await setUp()
  const identityKey = keyPairOf('bob-identity').publicKey
  await room.grants.grant({ who: { kind: 'identity', key: encodeKey(identityKey) }, what: keep })
  expect(room.grants.check(room.connection, keep)).toBeNull()
  room.grants.identified(room.connection, identityKey)
  expect(room.grants.check(room.connection, keep)).not.toBeNull()
})

test('a grant to a role holds for whom its service resolves', async () => {
  await using room = await setUp()
  await room.grants.grant({ who: { kind: 'role', key: 'pears/member' }, what: keep })
  const remove = room.grants.addResolver(() => [{ kind: 'role', key: 'pears/member' }])
  expect(room.grants.check(room.connection, keep)).not.toBeNull()
  remove()
  expect(room.grants.check(room.connection, keep)).toBeNull()
})

test('a role that is lost ends what it opened, and nothing else', async () => {
  await using room = await setUp()
  const roles = new Set(['pears/member', 'pears/owner'])
  room.grants.addResolver(() => [...roles].map((key) => ({ kind: 'role', key })))
  const what = (capability: string) => ({ capability })
  await room.grants.grant({ who: { kind: 'role', key: 'pears/owner' }, what: what('shell') })
  await room.grants.grant({ who: { kind: 'role', key: 'pears/member' }, what: what('copy') })
  await room.grants.grant({ who: bob, what: what('exec') })
  const ended: string[] = []
  for (const name of ['shell', 'copy', 'exec'])
    room.grants.session(room.connection, what(name), () => ended.push(name))
  room.grants.recheck()
  expect(ended).toEqual([])
  roles.delete('pears/owner')
  room.grants.recheck()
  room.grants.recheck()
  expect(ended).toEqual(['shell'])
})

test('revoking a grant ends its live session at once', async () => {
  await using room = await setUp()
  const { id } = await room.grants.grant({ who: bob, what: keep })
  let ended = 0
  room.grants.session(room.connection, keep, () => (ended += 1))
  await room.grants.revoke(id)
  expect(ended).toBe(1)
  expect(room.grants.check(room.connection, keep)).toBeNull()
})

test('a session that has ended by itself is not ended again', async () => {
  await using room = await setUp()
  const { id } = await room.grants.grant({ who: bob, what: keep })
  let ended = 0
  room.grants.session(room.connection, keep, () => (ended += 1))[Symbol.dispose]()
  await room.grants.revoke(id)
  expect(ended).toBe(0)
})

test('a grant ends by itself, and its session with it', async () => {
  let now = 1_000
  await using room = await setUp(() => now)
  await room.grants.grant({ who: bob, what: keep, until: now + 50 })
  await new Promise<void>((resolve) => {
    room.grants.session(room.connection, keep, resolve)
    now += 50
  })
  expect(room.grants.check(room.connection, keep)).toBeNull()
  expect(room.grants.list()).toEqual([])
})

test('grants are there after a restart, and revoked ones are not', async () => {
  await using room = await setUp()
  const kept = await room.grants.grant({ who: bob, what: keep })
  const gone = await room.grants.grant({ who: bob, what: { capability: 'shell' } })
  await room.grants.revoke(gone.id)
  const again = await room.open()
  expect(again.list()).toEqual([kept])
  again.close()
})

test('a rule says which scopes a scope contains, for its capability alone', async () => {
  await using room = await setUp()
  const { grants, connection } = room
  await grants.grant({ who: bob, what: { capability: 'copy', scope: '/pears' } })
  await grants.grant({ who: bob, what: { capability: 'exec', scope: '/pears' } })
  const below = (capability: string) => grants.check(connection, { capability, scope: '/pears/a' })
  expect(below('copy')).toBeNull()
  const remove = grants.addScopeRule('copy', (granted, wanted) => wanted.startsWith(`${granted}/`))
  expect(below('copy')).not.toBeNull()
  expect(below('exec')).toBeNull()
  // What asks for everything is not contained in anything but a grant of everything.
  expect(grants.check(connection, { capability: 'copy' })).toBeNull()
  remove()
  expect(below('copy')).toBeNull()
})

test('it is known whether a peer has anything of a kind at all, and when that changes', async () => {
  await using room = await setUp()
  const { grants, connection } = room
  let changes = 0
  grants.onChange(() => changes++)
  const any = () => grants.hasAny(connection, new Set(['exec', 'shell']))
  expect(any()).toBe(false)
  await grants.grant({ who: bob, what: keep })
  expect(any()).toBe(false)
  const { id } = await grants.grant({ who: bob, what: { capability: 'exec', scope: 'git' } })
  expect(any()).toBe(true)
  await grants.revoke(id)
  expect(any()).toBe(false)
  expect(changes).toBe(3)
})

test('a grant whose time passed while the machine slept ends its sessions soon after it woke', async () => {
  let now = Date.now()
  await using room = await setUp(() => now)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const hour = 3_600_000
  await room.grants.grant({ who: bob, what: keep, until: now + 8 * hour })
  const ends: string[] = []
  room.grants.onChange(() => ends.push('changed'))
  room.grants.session(room.connection, keep, () => ends.push('ended'))
  vi.advanceTimersByTime(2 * GRANT_LOOK_MS)
  expect(ends).toEqual([])
  // Timers stand still while it sleeps; its clock does not.
  now += 9 * hour
  vi.advanceTimersByTime(GRANT_LOOK_MS)
  expect(ends).toEqual(['ended', 'changed'])
})

test('expired grants make room for new ones', async () => {
  let now = 1000
  await using room = await setUp(() => now)
  const until = now + 1000
  const record = {
    who: { kind: 'device', key: keyPairOf('bob').publicKey } as const,
    what: { ...keep, scope: '' },
    until,
  }
  const entries = Array.from({ length: MAX_GRANTS }, (_, count) => ({ key: `grant-${count}`, value: record }))
  await room.collection.putAll(entries)
  const grants = await room.open()
  await expect(grants.grant({ who: bob, what: keep })).rejects.toMatchObject({ code: 'GRANTS_FULL' })
  now = until
  const grant = await grants.grant({ who: bob, what: keep })
  grants.close()
  expect(grants.list()).toEqual([grant])
  expect((await room.open()).list()).toEqual([grant])
})
