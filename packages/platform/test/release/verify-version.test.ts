import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { type AppDrive, createAppDrive, openAppDrive } from '../../src/release/app-drive.ts'
import { appendRelease } from '../../src/release/append-release.ts'
import { readReleases } from '../../src/release/read-releases.ts'
import type { Release } from '../../src/release/release.ts'
import { verifyVersion } from '../../src/release/verify-version.ts'
import { createAppPeers, createOfflinePeer, share } from '../peers.ts'

const NOW = Date.UTC(2026, 10, 28)

/** alice releases, bob has a sparse copy. */
async function setUp() {
  const stack = new AsyncDisposableStack()
  const peers = stack.use(await createAppPeers())
  const { peer: alice } = await peers.open()
  const { peer: bob } = await peers.open()
  const own = stack.use(await createAppDrive(alice))
  let copy: AppDrive | null = null
  const stage = async (text: string) => {
    await own.drive.put('/index.js', text.repeat(70_000))
    await own.drive.put('/package.json', text)
  }
  const release = (version: string) =>
    appendRelease(own, alice.identity, { channel: 'stable', version, now: NOW })
  const fetch = async () => {
    copy = stack.use(await openAppDrive(bob, own.key))
    await share(alice, own, { ...copy, drive: copy.drive, peer: bob })
    return copy
  }
  return { alice, bob, own, stage, release, fetch, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

test('a reader verifies the log and each version with one block of each core', async () => {
  await using room = await setUp()
  await room.stage('1')
  const first = await room.release('1.0.0')
  for (const text of ['a', 'b', 'c', 'd', 'e']) await room.stage(text)
  const second = await room.release('2.0.0')
  const copy = await room.fetch()
  expect(await readReleases(copy)).toEqual({ releases: [first, second], problem: null })
  expect(await verifyVersion(copy, first)).toEqual({ kind: 'verified' })
  expect(await verifyVersion(copy, second)).toEqual({ kind: 'verified' })
  const contents = (await copy.drive.getBlobs()).core
  let blocks = 0
  for (let at = 0; at < contents.length; at++) if (await contents.has(at)) blocks++
  expect(blocks).toBe(2)
  // Also with nobody there, from what is here.
  expect(await verifyVersion(copy, first, { timeoutMs: 0 })).toEqual({ kind: 'verified' })
})

test('a version that its author cut off is truncated, or forked when something else stands there', async () => {
  await using room = await setUp()
  await room.stage('1')
  const first = await room.release('1.0.0')
  await room.stage('2')
  const second = await room.release('2.0.0')
  const copy = await room.fetch()
  expect(await verifyVersion(copy, second)).toEqual({ kind: 'verified' })
  await room.own.drive.truncate(first.length)
  await waitFor(() => copy.drive.core.fork === 1)
  expect(await verifyVersion(copy, first)).toEqual({ kind: 'verified' })
  expect(await verifyVersion(copy, second, { timeoutMs: 500 })).toMatchObject({
    kind: 'truncated',
    part: 'entries',
    expected: { length: second.length, fork: 0 },
    found: { length: first.length, fork: 1 },
  })
  for (const text of ['x', 'y', 'z']) await room.stage(text)
  await waitFor(() => copy.drive.core.length > second.length)
  expect(await verifyVersion(copy, second)).toMatchObject({ kind: 'forked', part: 'entries' })
  expect(await verifyVersion(copy, first)).toEqual({ kind: 'verified' })
})

test('contents that were cut off are named as such, although the entries hold', async () => {
  await using room = await setUp()
  await room.stage('1')
  const release = await room.release('1.0.0')
  const copy = await room.fetch()
  expect(await verifyVersion(copy, release)).toEqual({ kind: 'verified' })
  const own = (await room.own.drive.getBlobs()).core
  const contents = (await copy.drive.getBlobs()).core
  await own.truncate(1)
  await waitFor(() => contents.fork === 1)
  expect(await verifyVersion(copy, release, { timeoutMs: 500 })).toMatchObject({
    kind: 'truncated',
    part: 'contents',
  })
  await own.append([Buffer.from('other'), Buffer.from('contents'), Buffer.from('here')])
  await waitFor(() => contents.length >= release.blobsLength)
  expect(await verifyVersion(copy, release)).toMatchObject({ kind: 'forked', part: 'contents' })
})

test('a release of another tree than the core holds is equivocation', async () => {
  await using room = await setUp()
  await room.stage('1')
  const release = await room.release('1.0.0')
  const copy = await room.fetch()
  const lie = (changes: Partial<Release>) => verifyVersion(copy, { ...release, ...changes })
  const other = Buffer.alloc(32, 7)
  expect(await lie({ treeHash: other })).toMatchObject({ kind: 'equivocated', part: 'entries' })
  expect(await lie({ blobsTreeHash: other })).toMatchObject({ kind: 'equivocated', part: 'contents' })
})

test('a version that nobody has is unavailable within the deadline', async () => {
  await using room = await setUp()
  await room.stage('1')
  const release = await room.release('1.0.0')
  await using copy = await openAppDrive(room.bob, room.own.key)
  const startedAt = performance.now()
  expect(await verifyVersion(copy, release, { timeoutMs: 300 })).toMatchObject({ kind: 'unavailable' })
  expect(await verifyVersion(copy, release, { timeoutMs: 0 })).toMatchObject({ kind: 'unavailable' })
  expect(await readReleases(copy, { timeoutMs: 300 })).toEqual({ releases: [], problem: null })
  expect(performance.now() - startedAt).toBeLessThan(5_000)
  const ahead = { ...release, length: release.length + 50 }
  const fetched = await room.fetch()
  expect(await verifyVersion(fetched, ahead, { timeoutMs: 300 })).toMatchObject({
    kind: 'unavailable',
    part: 'entries',
    found: { fork: 0 },
  })
})

test('an author whose two histories meet at a reader is caught, and nothing of the drive is believed any more', async () => {
  await using room = await setUp()
  await room.stage('1')
  const release = await room.release('1.0.0')
  const copy = await room.fetch()
  expect(await verifyVersion(copy, release)).toEqual({ kind: 'verified' })
  // The same key pair writes another history, as a restored backup would.
  await using twin = await createOfflinePeer()
  const { keyPair, manifest } = room.own.drive.core
  const core = twin.peer.store.get({ keyPair: keyPair as never, manifest: manifest as never })
  await core.ready()
  expect(core.key).toEqual(room.own.key)
  for (let at = 0; at < release.length + 3; at++) await core.append(Buffer.from(`another history ${at}`))
  const near = room.bob.store.replicate(true)
  const far = twin.peer.store.replicate(false)
  near.on('error', () => undefined)
  far.on('error', () => undefined)
  near.pipe(far).pipe(near)
  await waitFor(() => copy.isConflicted)
  expect(await verifyVersion(copy, release)).toMatchObject({ kind: 'equivocated', part: 'entries' })
  expect((await readReleases(copy)).problem?.code).toBe('CONFLICTED')
  near.destroy()
  far.destroy()
})
