import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createTestDht, type TestDht, waitFor } from '@comice/testkit'
import { describe, expect, test } from 'vitest'
import { damagedFiles } from '../../src/checkout/checkout-record.ts'
import { createUpdates } from '../../src/update/create-updates.ts'
import type { UpdateState } from '../../src/update/update.ts'
import { appFiles, createAuthor, createPlainAuthor } from '../install/authors.ts'
import { createOfflinePeer } from '../peers.ts'
import { createUser, textOf } from '../install/users.ts'

async function createFollower(dht: TestDht | null, options: { dir?: string } = {}) {
  const stack = new AsyncDisposableStack()
  let follow = (_key: Uint8Array): void => undefined
  let unfollow = async (_key: Uint8Array): Promise<void> => undefined
  const user = stack.use(
    await createUser(dht, {
      ...options,
      onopen: (key) => follow(key),
      onremove: (key) => unfollow(key),
    }),
  )
  const updates = stack.use(createUpdates(user.peer, user.records))
  follow = (key) => updates.follow(key)
  unfollow = (key) => updates.unfollow(key)
  const until = (key: Uint8Array, kind: UpdateState['kind']) =>
    waitFor(() => updates.state(key).kind === kind && updates.state(key), {
      describe: `the state ${kind}`,
    })
  /** What a peer said a moment ago may not have arrived yet. */
  const checked = (key: Uint8Array, kind: UpdateState['kind']) =>
    waitFor(
      async () => {
        const state = await updates.check(key)
        return state.kind === kind && state
      },
      { describe: `the state ${kind} when asked` },
    )
  const close = () => stack.disposeAsync()
  return { ...user, updates, until, checked, close, [Symbol.asyncDispose]: close }
}

test('a release arrives in the background, waits for the next start, and a rollback brings the older one back', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  const first = await author.publish('one', '1.0.0')
  await using bob = await createFollower(dht)
  await bob.installs.open(author.link)
  const { key } = author.app
  await bob.until(key, 'current')
  await bob.installs.reportStart(author.link, { version: first, outcome: 'started' })

  await author.publish('two', '2.0.0')
  expect(await bob.until(key, 'ready')).toMatchObject({ version: { version: '2.0.0' }, isRollback: false })
  expect((await bob.installs.info(author.link)).current.version).toBe('1.0.0')
  const second = await bob.installs.open(author.link)
  expect(await textOf(second)).toBe('two')
  await bob.installs.reportStart(author.link, { version: second.version, outcome: 'started' })

  await bob.until(key, 'current')
  await author.release('1.0.0', { of: first })
  expect(await bob.until(key, 'ready')).toMatchObject({ version: { version: '1.0.0' }, isRollback: true })
  const back = await bob.installs.open(author.link)
  expect(await textOf(back)).toBe('one')
  expect(back.version).toMatchObject({ length: first.length, isAttested: true })
})

test('an update of one file moves that file alone', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  const files: Record<string, Uint8Array> = {}
  for (let at = 0; at < 50; at++) files[`/data/${at}`] = Buffer.alloc(1024 * 1024, at)
  await author.stage({ ...appFiles('one'), ...files })
  await author.release('1.0.0')
  await using bob = await createFollower(dht)
  const { checkout } = await bob.installs.open(author.link)
  await author.publish('two', '2.0.0')
  const fetched: number[] = []
  bob.updates.onState((_, state) => {
    if (state.kind === 'fetching') fetched.push(state.progress?.fetchedBytes ?? 0)
  })
  expect(await bob.checked(author.app.key, 'ready')).toMatchObject({ kind: 'ready' })
  const next = await bob.installs.open(author.link)
  expect(await damagedFiles(next.checkout)).toEqual([])
  expect(next.checkout.bytes).toBeGreaterThan(50 * 1024 * 1024)
  expect(Math.max(...fetched)).toBeLessThan(200_000)
  expect(next.checkout.dir).not.toBe(checkout.dir)
})

test('a version that does not start gives way to the last one that did, and is not taken again', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  const { key } = author.app
  await author.publish('good', '1.0.0')
  await using bob = await createFollower(dht)
  const good = await bob.installs.open(author.link)
  await bob.installs.reportStart(author.link, { version: good.version, outcome: 'started' })
  await author.publish('bad', '2.0.0')
  await bob.checked(key, 'ready')
  const bad = await bob.installs.open(author.link)
  expect(await textOf(bad)).toBe('bad')
  const report = { version: bad.version, outcome: 'failed', reason: 'it threw' } as const
  expect(await bob.installs.reportStart(author.link, report)).toMatchObject({
    isFallback: true,
    app: { current: { version: '1.0.0' }, next: null },
  })
  expect(await textOf(await bob.installs.open(author.link))).toBe('good')
  expect(await bob.updates.check(key)).toEqual({ kind: 'bad', version: '2.0.0', length: bad.version.length })
  expect(await textOf(await bob.installs.open(author.link))).toBe('good')
  await author.publish('mended', '2.0.1')
  expect(await bob.checked(key, 'ready')).toMatchObject({ kind: 'ready', version: { version: '2.0.1' } })
})

test('the only version is tried again after it failed', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  await author.publish('one', '1.0.0')
  await using bob = await createFollower(dht)
  const { version } = await bob.installs.open(author.link)
  const report = await bob.installs.reportStart(author.link, { version, outcome: 'failed' })
  expect(report.isFallback).toBe(false)
  expect(await textOf(await bob.installs.open(author.link))).toBe('one')
  expect(await bob.updates.check(author.app.key)).toEqual({ kind: 'current' })
})

test('an update whose permissions are refused waits, and the older version runs', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  await author.publish('one', '1.0.0')
  await using bob = await createFollower(dht)
  const { version } = await bob.installs.open(author.link)
  await bob.installs.reportStart(author.link, { version, outcome: 'started' })
  await author.stage({
    '/package.json': JSON.stringify({
      ...{ name: 'pears', version: '2.0.0', main: 'index.js' },
      pear: { type: 'terminal', permissions: { full: true } },
    }),
  })
  await author.release('2.0.0')
  await bob.checked(author.app.key, 'ready')
  expect((await bob.installs.open(author.link)).permissions.full).toBe(true)
  expect(await bob.installs.decline(author.link)).toMatchObject({
    current: { version: '1.0.0' },
    next: { version: '2.0.0' },
  })
  const older = await bob.installs.open(author.link, { update: false })
  expect(older).toMatchObject({ version: { version: '1.0.0' }, permissions: { full: false } })
})

test('an update that cannot run is never offered', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  await author.publish('one', '1.0.0')
  await using bob = await createFollower(dht)
  await bob.installs.open(author.link)
  await author.stage({
    '/package.json': '{"name":"pears","version":"2.0.0","pear":{"permissions":{"camera":true}}}',
  })
  await author.release('2.0.0')
  expect(await bob.checked(author.app.key, 'failed')).toMatchObject({
    kind: 'failed',
    code: 'PERMISSIONS_INVALID',
  })
  expect(await bob.installs.info(author.link)).toMatchObject({ next: null, current: { version: '1.0.0' } })
})

test('a pinned app stays, and goes on when it is not pinned any more', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  await author.publish('one', '1.0.0')
  await using bob = await createFollower(dht)
  await bob.installs.open(author.link)
  await bob.installs.pin(author.link, true)
  await author.publish('two', '2.0.0')
  expect(await bob.updates.check(author.app.key)).toEqual({ kind: 'pinned' })
  expect(await textOf(await bob.installs.open(author.link))).toBe('one')
  await bob.installs.pin(author.link, false)
  expect(await bob.checked(author.app.key, 'ready')).toMatchObject({ kind: 'ready' })
})

test('a plain drive is updated by its release key in the background, and without one only when asked', async () => {
  await using dht = await createTestDht()
  await using author = await createPlainAuthor(dht)
  await author.stage(appFiles('one'))
  await author.release()
  await using bob = await createFollower(dht)
  await bob.installs.open(author.link)
  const key = author.drive.key!
  await author.stage(appFiles('two'))
  expect(await bob.updates.check(key)).toEqual({ kind: 'current' })
  await author.release()
  expect(await bob.until(key, 'ready')).toMatchObject({ version: { isAttested: false } })
  expect(await textOf(await bob.installs.open(author.link))).toBe('two')
})

describe('an author who does not keep to what was released', () => {
  async function setUp() {
    const stack = new AsyncDisposableStack()
    const dht = stack.use(await createTestDht())
    const author = stack.use(await createAuthor(dht))
    const first = await author.publish('one', '1.0.0')
    const bob = stack.use(await createFollower(dht))
    await bob.installs.open(author.link)
    await bob.until(author.app.key, 'current')
    const { key } = author.app
    /** Told, kept over a restart, and the old version still runs. */
    const expectStopped = async (trouble: string) => {
      expect(await bob.until(key, 'stopped')).toMatchObject({ trouble, words: expect.stringMatching(/\.$/u) })
      expect(await textOf(await bob.installs.open(author.link))).toBe('one')
      expect((await bob.installs.info(author.link)).trouble).toBe(trouble)
      expect(await bob.updates.check(key, { timeoutMs: 300 })).toMatchObject({ kind: 'stopped', trouble })
    }
    return { author, bob, first, key, expectStopped, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  }

  test('a drive that was cut back is known as such, and can be taken as it is', async () => {
    await using room = await setUp()
    await room.author.app.drive.truncate(2)
    await room.expectStopped('DRIVE_CUT')
    await room.author.publish('three', '3.0.0')
    await room.bob.updates.resume(room.key)
    expect(await room.bob.until(room.key, 'ready')).toMatchObject({ version: { version: '3.0.0', fork: 1 } })
    expect(await textOf(await room.bob.installs.open(room.author.link))).toBe('three')
  })

  test('two signed histories of a drive are known as such', async () => {
    await using room = await setUp()
    const { app } = room.author
    // The same key pair writes another history, as a restored backup would.
    await using twin = await createOfflinePeer()
    const { keyPair, manifest, length } = app.drive.core
    const core = twin.peer.store.get({ keyPair: keyPair as never, manifest: manifest as never })
    await core.ready()
    for (let at = 0; at < length + 3; at++) await core.append(Buffer.from(`another history ${at}`))
    const near = room.bob.peer.store.replicate(true)
    const far = twin.peer.store.replicate(false)
    near.on('error', () => undefined)
    far.on('error', () => undefined)
    near.pipe(far).pipe(near)
    await room.expectStopped('DRIVE_CONFLICTED')
    near.destroy()
    far.destroy()
  })

  test('a release that is signed over another tree is refused', async () => {
    await using room = await setUp()
    await room.author.stage(appFiles('two'))
    await room.author.release('2.0.0', { of: { ...room.first, treeHash: Buffer.alloc(32, 7) } })
    await room.expectStopped('RELEASE_EQUIVOCATED')
  })

  test('a log of releases that was rewritten is known as such, also after a restart', async () => {
    await using room = await setUp()
    const { drive } = room.author.app
    for await (const { key } of drive.db.createReadStream({
      gte: 'comice-releases',
      lt: 'comice-releasess',
    })) {
      await drive.db.del(key)
    }
    await room.author.publish('two', '2.0.0')
    await room.expectStopped('RELEASES_REWRITTEN')
  })
})

test('a fetch that is cut off by the end of the node is nowhere half', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  await author.publish('one', '1.0.0')
  await using bob = await createFollower(dht)
  await bob.installs.open(author.link)
  await author.stage({ '/large': Buffer.alloc(20 * 1024 * 1024, 1) })
  await author.publish('two', '2.0.0')
  const checking = bob.updates.check(author.app.key)
  await waitFor(() => bob.updates.state(author.app.key).kind === 'fetching')
  await bob.updates.close()
  await checking
  const entry = await bob.installs.info(author.link)
  expect(entry.next).toBeNull()
  expect(await textOf(await bob.installs.open(author.link))).toBe('one')
  const names = await readdir(join(bob.dir, 'apps', author.app.id, 'versions'))
  expect(names.filter((name) => name.startsWith('.'))).toEqual([])
})

test('a removed app is followed no more', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  await author.publish('one', '1.0.0')
  await using bob = await createFollower(dht)
  await bob.installs.open(author.link)
  await bob.until(author.app.key, 'current')
  await bob.installs.remove(author.link)
  expect(bob.updates.state(author.app.key)).toEqual({ kind: 'unknown' })
  await expect(bob.updates.check(author.app.key)).rejects.toMatchObject({ code: 'APP_NOT_FOUND' })
  expect(await textOf(await bob.installs.open(author.link))).toBe('one')
})
