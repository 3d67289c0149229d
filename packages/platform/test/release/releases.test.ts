import { isComiceError, releaseRecord } from '@comice/protocol'
import Hyperdrive from 'hyperdrive'
import { expect, test } from 'vitest'
import { createAppDrive, openAppDrive } from '../../src/release/app-drive.ts'
import { appendRelease } from '../../src/release/append-release.ts'
import { currentRelease, readReleases } from '../../src/release/read-releases.ts'
import { releaseKey, releaseValue } from '../../src/release/release-entry.ts'
import { createOfflinePeer } from '../peers.ts'

const NOW = Date.UTC(2026, 10, 28)

async function setUp() {
  const stack = new AsyncDisposableStack()
  const { peer } = stack.use(await createOfflinePeer())
  const app = stack.use(await createAppDrive(peer))
  const put = (text: string) => app.drive.put('/index.js', text)
  const release = (version: string, channel = 'stable') =>
    appendRelease(app, peer.identity, { channel, version, now: NOW })
  return { peer, app, put, release, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

type SetUp = Awaited<ReturnType<typeof setUp>>

/** Writes what a hostile author would: any bytes as the record of a number. */
const putRecord = ({ app }: SetUp, seq: number, bytes: Uint8Array) =>
  app.drive.db.put(releaseKey(seq), releaseValue(bytes) as never)

const recordAt = async ({ app }: SetUp, seq: number) => {
  const entry = (await app.drive.db.get(releaseKey(seq))) as { value: { record: string } } | null
  const decoded = releaseRecord.decode(Buffer.from(entry?.value.record ?? '', 'base64'))
  if (!decoded.ok) throw new Error('there is no such record')
  return decoded.value
}

test('the newest release of a channel is its current version, and Pear’s key follows stable alone', async () => {
  await using author = await setUp()
  const { app, put, release, peer } = author
  await put('one')
  const first = await release('1.0.0')
  await put('two')
  const second = await release('2.0.0-rc.1', 'next')
  const { releases, problem } = await readReleases(app)
  expect(problem).toBeNull()
  expect(releases).toEqual([first, second])
  expect((await currentRelease(app, 'stable')).release?.version).toBe('1.0.0')
  expect((await currentRelease(app, 'next')).release?.version).toBe('2.0.0-rc.1')
  expect((await currentRelease(app, 'dev')).release).toBeNull()
  expect((await app.drive.db.get('release'))?.value).toBe(first.length)
  expect(first.identityKey).toEqual(peer.identity.publicKey)
  const checkout = app.drive.checkout(first.length)
  expect(String(await checkout.get('/index.js'))).toBe('one')
  await checkout.close()
})

test('releases at the same time come one after the other', async () => {
  await using author = await setUp()
  await author.put('one')
  await Promise.all(['1.0.0', '1.0.1', '1.0.2'].map((version) => author.release(version)))
  const { releases, problem } = await readReleases(author.app)
  expect(problem).toBeNull()
  expect(releases.map(({ version }) => version).sort()).toEqual(['1.0.0', '1.0.1', '1.0.2'])
})

test('an app without files cannot be released, nor under a channel or version without limits', async () => {
  await using author = await setUp()
  await expect(author.release('1.0.0')).rejects.toMatchObject({ code: 'RELEASE_EMPTY' })
  await author.put('one')
  await expect(author.release('1.0.0', 'Stable!')).rejects.toMatchObject({ code: 'RELEASE_INVALID' })
  const tooLong = author.release('1'.repeat(65)).catch((error: unknown) => error)
  expect(isComiceError(await tooLong, 'RELEASE_INVALID')).toBe(true)
  expect((await readReleases(author.app)).releases).toEqual([])
  // A refusal holds no lock.
  await author.release('1.0.0')
})

test('a handle on an app is shared, and its drive closes with the last', async () => {
  await using author = await setUp()
  const { app, peer, put } = author
  const again = await openAppDrive(peer, app.key)
  expect(again.drive).toBe(app.drive)
  await again.close()
  await put('one')
  await app.close()
  const later = await openAppDrive(peer, app.key)
  expect(later.isWritable).toBe(true)
  expect(String(await later.drive.get('/index.js'))).toBe('one')
  await later.close()
})

test('an app with a name is the same every time', async () => {
  await using author = await setUp()
  await using named = await createAppDrive(author.peer, 'notes')
  await using again = await createAppDrive(author.peer, 'notes')
  await using other = await createAppDrive(author.peer, 'chat')
  expect(again.id).toBe(named.id)
  expect(other.id).not.toBe(named.id)
  expect(named.isWritable).toBe(true)
  const key = await Hyperdrive.getDriveKey(author.peer.store.namespace('comice app named files'))
  await using files = await createAppDrive(author.peer, 'files')
  expect(files.key).toEqual(key)
})

const flip = (bytes: Uint8Array) => Uint8Array.from(bytes, (byte, at) => (at === 0 ? byte ^ 1 : byte))

test.each([
  ['another version under the same signature', 'SIGNATURE_WRONG', { version: '6.6.6' }],
  ['another author', 'SIGNATURE_WRONG', { identityKey: Buffer.alloc(32, 7) }],
  ['the number of another release', 'SEQ_WRONG', { seq: 7 }],
  ['another release before it', 'PREVIOUS_WRONG', { previous: Buffer.alloc(32, 7) }],
  ['blocks that are not written yet', 'LENGTH_AHEAD', { length: 1_000_000 }],
] as const)('a record with %s is refused, and those before it hold', async (_what, code, changes) => {
  await using author = await setUp()
  await author.put('one')
  const first = await author.release('1.0.0')
  await author.put('two')
  await author.release('2.0.0')
  const record = await recordAt(author, 1)
  await putRecord(author, 1, releaseRecord.encode({ ...record, release: { ...record.release, ...changes } }))
  const log = await readReleases(author.app)
  expect(log).toEqual({ releases: [first], problem: { code, seq: 1 } })
})

test('an attestation for another device, a broken signature and a record of another app are refused', async () => {
  await using author = await setUp()
  await using mallory = await setUp()
  await author.put('one')
  await author.release('1.0.0')
  const record = await recordAt(author, 0)
  const problem = async (bytes: Uint8Array) => {
    await putRecord(author, 0, bytes)
    return (await readReleases(author.app)).problem?.code
  }
  const { attestation } = mallory.peer.identity.device
  expect(await problem(releaseRecord.encode({ ...record, attestation }))).toBe('ATTESTATION_WRONG')
  const signature = flip(record.signature)
  expect(await problem(releaseRecord.encode({ ...record, signature }))).toBe('SIGNATURE_WRONG')
  await mallory.put('one')
  await mallory.release('1.0.0')
  expect(await problem(releaseRecord.encode(await recordAt(mallory, 0)))).toBe('SIGNATURE_WRONG')
})

test('values that are no records are a problem, never an exception', async () => {
  await using author = await setUp()
  await author.put('one')
  const values: unknown[] = [
    null,
    1,
    'record',
    [],
    {},
    { record: 1 },
    { record: '' },
    { record: 'not base64!' },
    { record: 'A'.repeat(4) },
    { record: 'A'.repeat(1 << 20) },
    { record: '/////////w==' },
  ]
  for (const value of values) {
    await author.app.drive.db.put(releaseKey(0), value as never)
    const { releases, problem } = await readReleases(author.app)
    expect(releases).toEqual([])
    expect(problem?.code).toMatch(/^RECORD_/)
  }
  await author.app.drive.db.put(releaseKey(0), Buffer.from('{"record":') as never, {
    valueEncoding: 'binary',
  })
  expect((await readReleases(author.app)).problem?.code).toBe('RECORD_MALFORMED')
})

test('a log that lacks or changes what was seen before is known as rewritten', async () => {
  await using author = await setUp()
  const { app, put, release } = author
  await put('one')
  await release('1.0.0')
  await put('two')
  await release('2.0.0')
  const { releases: known } = await readReleases(app)
  expect(await readReleases(app, { known })).toEqual({ releases: known, problem: null })
  const third = await release('3.0.0')
  expect(await readReleases(app, { known })).toEqual({ releases: [...known, third], problem: null })
  await app.drive.db.del(releaseKey(2))
  await app.drive.db.del(releaseKey(1))
  const rewritten = { releases: known, problem: { code: 'LOG_REWRITTEN', seq: 2 } }
  expect(await readReleases(app, { known })).toEqual(rewritten)
  await release('2.0.0', 'next')
  expect(await readReleases(app, { known })).toEqual(rewritten)
})
