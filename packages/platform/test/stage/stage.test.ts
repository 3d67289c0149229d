import { chmod, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { type TempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { SETTLED_MS } from '../../src/constants.ts'
import { readProject } from '../../src/project/project.ts'
import { createAppDrive } from '../../src/release/app-drive.ts'
import { stage, type StageOptions } from '../../src/stage/stage.ts'
import { createOfflinePeer } from '../peers.ts'
import { APP, type Entries, fill, folder, pkg } from '../project/folder.ts'

async function setUp(entries: Entries = {}) {
  const stack = new AsyncDisposableStack()
  const dir: TempDir = stack.use(await folder({ ...APP, ...entries }))
  const { peer, dir: profile } = stack.use(await createOfflinePeer())
  const app = stack.use(await createAppDrive(peer))
  const cacheFile = `${profile}/apps/${app.id}/stage.json`
  const run = async (options: Partial<StageOptions> = {}) =>
    stage({ app, project: await readProject(dir.path), cacheFile, ...options })
  const contents = async () => (await app.drive.getBlobs()).core
  const read = async (path: string) => {
    const bytes = await app.drive.get(path)
    return bytes === null ? null : String(bytes)
  }
  return { dir, app, run, contents, read, cacheFile, peer, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const list = ({ changes }: { changes: readonly { kind: string; path: string }[] }) =>
  changes.map(({ kind, path }) => `${kind} ${path}`)

test('the drive becomes the folder: what is new is added, what differs changes, what is gone is removed', async () => {
  await using author = await setUp({ 'a.txt': 'a', 'b/c.txt': 'c', empty: '' })
  const { dir, run, read, app } = author
  const first = await run()
  expect(list(first)).toEqual([
    'add /a.txt',
    'add /b/c.txt',
    'add /empty',
    'add /index.js',
    'add /package.json',
  ])
  expect(first).toMatchObject({ files: 5, unchanged: 0, dryRun: false, fork: 0 })
  expect(await read('/b/c.txt')).toBe('c')
  expect(await read('/empty')).toBe('')

  await writeFile(dir.join('a.txt'), 'longer')
  await rm(dir.join('b'), { recursive: true })
  await fill(dir.path, { 'd.txt': 'd' })
  const second = await run()
  expect(second.changes).toEqual([
    { kind: 'change', path: '/a.txt', bytes: 6, bytesBefore: 1, isModeOnly: false },
    { kind: 'remove', path: '/b/c.txt', bytes: 0, bytesBefore: 1, isModeOnly: false },
    { kind: 'add', path: '/d.txt', bytes: 1, bytesBefore: 0, isModeOnly: false },
  ])
  expect(second.newBytes).toBe(7)
  expect(await read('/a.txt')).toBe('longer')
  expect(await read('/b/c.txt')).toBeNull()
  const old = app.drive.checkout(first.length)
  expect(String(await old.get('/a.txt'))).toBe('a')
  await old.close()
})

test('a stage without changes writes nothing at all, with its notes or without', async () => {
  await using author = await setUp({ 'a.txt': 'a' })
  const { run, app, contents, cacheFile } = author
  await run()
  const before = [app.drive.core.length, (await contents()).length]
  expect(await run()).toMatchObject({ changes: [], unchanged: 3, newBytes: 0 })
  await rm(cacheFile)
  expect(await run()).toMatchObject({ changes: [], unchanged: 3, newBytes: 0 })
  await writeFile(cacheFile, '{"version":1,')
  expect(await run()).toMatchObject({ changes: [], unchanged: 3, newBytes: 0 })
  expect([app.drive.core.length, (await contents()).length]).toEqual(before)
})

test('equal contents are stored once, also when they move, return or were staged by another', async () => {
  const big = 'x'.repeat(200_000)
  await using author = await setUp({ 'one.txt': big, 'two.txt': big })
  const { dir, run, contents, app, read } = author
  const first = await run()
  expect(first.newBytes).toBeLessThan(201_000)
  const { length } = await contents()
  await rename(dir.join('two.txt'), dir.join('three.txt'))
  const moved = await run()
  expect(list(moved)).toEqual(['add /three.txt', 'remove /two.txt'])
  expect(moved.newBytes).toBe(0)
  await rm(dir.join('one.txt'))
  await rm(dir.join('three.txt'))
  await run()
  await fill(dir.path, { 'back.txt': big })
  expect((await run()).newBytes).toBe(0)
  expect((await contents()).length).toBe(length)
  await app.drive.put('/elsewhere.txt', 'put by a plain program')
  await fill(dir.path, { 'elsewhere.txt': 'put by a plain program', 'copy.txt': 'put by a plain program' })
  const last = await run()
  expect(list(last)).toEqual(['add /copy.txt'])
  expect(last.newBytes).toBe(0)
  expect(await read('/copy.txt')).toBe('put by a plain program')
})

test('whether a file may be executed is staged, and alone is a change without contents', async () => {
  await using author = await setUp({ 'run.sh': { run: '#!/bin/sh' } })
  const { dir, run, app } = author
  await run()
  expect((await app.drive.entry('/run.sh'))?.value.executable).toBe(true)
  expect((await app.drive.entry('/index.js'))?.value.executable).toBe(false)
  await chmod(dir.join('run.sh'), 0o644)
  const result = await run()
  expect(result.changes).toMatchObject([{ kind: 'change', path: '/run.sh', isModeOnly: true }])
  expect(result.newBytes).toBe(0)
  expect((await app.drive.entry('/run.sh'))?.value.executable).toBe(false)
})

test('a dry run tells the same, and changes nothing', async () => {
  await using author = await setUp({ 'a.txt': 'a', '.env': 'SECRET=1' })
  const { run, app, contents } = author
  const dry = await run({ dryRun: true })
  expect(dry).toMatchObject({ dryRun: true, length: app.drive.core.length })
  expect(list(dry)).toContain('add /a.txt')
  expect(dry.refusals).toEqual([{ path: '.env', reason: 'it looks like an environment file' }])
  expect((await contents()).length).toBe(0)
  expect(await app.drive.entry('/a.txt')).toBeNull()
})

test('a secret, in a name or in contents, stops a stage before anything is written', async () => {
  const key = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqV'
  await using author = await setUp({ 'a.txt': 'a', 'notes.md': key })
  const { run, app, dir } = author
  await expect(run()).rejects.toMatchObject({
    code: 'STAGE_REFUSED',
    details: { files: ['/notes.md: it contains a private key'], more: 0 },
  })
  expect(app.drive.core.length).toBe(0)
  const included = await readProject(dir.path, { include: ['notes.md'] })
  await run({ project: included })
  // Naming it once is no leave for the next time.
  await expect(run()).rejects.toMatchObject({ code: 'STAGE_REFUSED' })
})

test('TypeScript that Node cannot erase is compiled, what is broken is refused with its line', async () => {
  await using author = await setUp({ 'a.ts': 'export enum A { one }', 'b.ts': 'export const b: number = 1' })
  const { run, read, dir } = author
  await run()
  expect(await read('/a.ts')).toMatch(/^export var A = [^]*sourceMappingURL/u)
  expect(await read('/b.ts')).toBe('export const b: number = 1')
  await writeFile(dir.join('c.ts'), '\nlet = = 1')
  await expect(run()).rejects.toMatchObject({
    details: { files: [expect.stringMatching(/^\/c\.ts: line 2: /u)] },
  })
})

test('notes do not hide a change that kept size and modification time, nor one right after it was read', async () => {
  await using author = await setUp({ 'a.txt': 'old' })
  const { run, read, dir } = author
  const then = new Date(Date.now() - 60_000)
  await utimes(dir.join('a.txt'), then, then)
  await run()
  await writeFile(dir.join('a.txt'), 'new')
  await utimes(dir.join('a.txt'), then, then)
  expect(list(await run())).toEqual(['change /a.txt'])
  expect(await read('/a.txt')).toBe('new')
  // Once it has settled, it is believed without being read: the notes are of use.
  await waitFor(async () => Date.now() - (await stat(dir.join('a.txt'))).ctimeMs > SETTLED_MS)
  await run()
  const startedAt = performance.now()
  expect((await run()).changes).toEqual([])
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})

test('the keys that Pear reads are written, and only when they differ', async () => {
  await using author = await setUp()
  const { run, app, dir } = author
  await run()
  const value = async (key: string): Promise<unknown> => (await app.drive.db.get(key))?.value
  expect(await value('manifest')).toMatchObject({ name: 'my-app', version: '1.0.0' })
  expect(await value('channel')).toBe('dev')
  await run({ channel: 'next' })
  expect(await value('channel')).toBe('next')
  const { length } = app.drive.core
  await run()
  expect(app.drive.core.length).toBe(length)
  await writeFile(dir.join('package.json'), pkg('my-app', { version: '1.0.1' }))
  await run()
  expect(await value('manifest')).toMatchObject({ version: '1.0.1' })
})

test('two stages at once come one after the other', async () => {
  await using author = await setUp({ 'a.txt': 'a'.repeat(100_000), 'b.txt': 'b'.repeat(100_000) })
  const { run, read, app } = author
  await using other = await folder({ ...APP, 'c.txt': 'c'.repeat(100_000), 'a.txt': 'other' })
  const project = await readProject(other.path)
  await Promise.all([run(), run({ project })])
  const names: string[] = []
  for await (const { key } of app.drive.entries()) names.push(key)
  // Whichever was last, nothing of the other is left.
  const last = (await read('/a.txt')) === 'other' ? 'c' : 'b'
  expect(names).toEqual(['/a.txt', `/${last}.txt`, '/index.js', '/package.json'])
  expect(await read(`/${last}.txt`)).toBe(last.repeat(100_000))
})

test('large files are streamed in blocks, progress is told, and a stage that is stopped leaves the old version', async () => {
  const big = Buffer.alloc(20_000_000, 'abcdefg')
  await using author = await setUp({ 'big.bin': big })
  const { run, app, dir, contents } = author
  const phases = new Set<string>()
  await run({ onprogress: ({ phase }) => phases.add(phase) })
  expect([...phases].sort()).toEqual(['read', 'write'])
  const back = await app.drive.get('/big.bin')
  expect(back !== null && big.equals(back)).toBe(true)
  const { length } = app.drive.core
  await writeFile(dir.join('big.bin'), Buffer.alloc(20_000_000, 'gfedcba'))
  const abort = new AbortController()
  const onprogress = ({ phase }: { phase: string }) => phase === 'write' && abort.abort(new Error('stopped'))
  await expect(run({ signal: abort.signal, onprogress })).rejects.toThrow('stopped')
  expect(app.drive.core.length).toBe(length)
  // What was appended until then is gone on with: the file is in the core once.
  const appended = (await contents()).length
  await run()
  const blob = (await app.drive.entry('/big.bin'))?.value.blob
  expect(blob?.blockOffset).toBeLessThan(appended)
  expect((await contents()).length).toBe((blob?.blockOffset ?? 0) + (blob?.blockLength ?? 0))
  const changed = await app.drive.get('/big.bin')
  expect(changed !== null && Buffer.alloc(20_000_000, 'gfedcba').equals(changed)).toBe(true)
})
