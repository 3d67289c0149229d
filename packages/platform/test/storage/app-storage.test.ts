import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { appPlace, encodeKey } from '@comice/protocol'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import Corestore from 'corestore'
import { expect, test } from 'vitest'
import { damagedFiles } from '../../src/checkout/checkout-record.ts'
import { createAppStorage } from '../../src/storage/create-app-storage.ts'
import { createUpdates } from '../../src/update/create-updates.ts'
import { openAppDrive } from '../../src/release/app-drive.ts'
import { createAuthor } from '../install/authors.ts'
import { createUser, textOf } from '../install/users.ts'

const run = promisify(execFile)
const app = Buffer.alloc(32, 1)
const author = Buffer.alloc(32, 2)
const code = (name: string) => expect.objectContaining({ code: name })

async function setUp(options: { runs?: () => boolean } = {}) {
  const stack = new AsyncDisposableStack()
  const bob = stack.use(await createUser(null))
  const outside = stack.use(await tempDir('outside'))
  const runningVersions = () => (options.runs?.() === true ? [{ fork: 0, length: 2 }] : [])
  const storage = await createAppStorage(bob.peer, { records: bob.records, runningVersions })
  const { files, store, dir } = await storage.open(app, author)
  await writeFile(join(files, 'note.txt'), 'pears')
  const open = async <T>(use: (store: Corestore) => Promise<T>): Promise<T> => {
    const cores = new Corestore((await storage.open(app, author)).store)
    try {
      return await use(cores)
    } finally {
      await cores.close()
    }
  }
  await open(async (cores) => void (await cores.get({ name: 'diary' }).append('one')))
  return { bob, outside, storage, dir, files, store, open, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

test('storage lies in the profile, one folder for each app and author', async () => {
  await using room = await setUp()
  expect(room.dir).toBe(join(room.bob.dir, 'apps', encodeKey(app), 'storage', encodeKey(author)))
  await room.storage.open(app, Buffer.alloc(32, 3))
  const shown = await room.storage.show(app)
  expect(shown.map(({ files, isMoved }) => ({ isEmpty: files === 0, isMoved }))).toContainEqual({
    isEmpty: true,
    isMoved: false,
  })
  expect(shown).toHaveLength(2)
  expect(await room.storage.show(Buffer.alloc(32, 9))).toEqual([])
})

test('moved storage is used where it is, with its cores', async () => {
  await using room = await setUp()
  const to = room.outside.join('pears')
  expect(await room.storage.move(app, author, to)).toMatchObject({ dir: to, isMoved: true })
  expect(await room.storage.open(app, author)).toMatchObject({ dir: to })
  expect(await readFile(join(to, 'files', 'note.txt'), 'utf8')).toBe('pears')
  await room.open(async (cores) => void (await cores.get({ name: 'diary' }).append('two')))
  expect(await room.storage.show(app)).toMatchObject([{ dir: to, isMoved: true }])
  await room.storage.move(app, author, room.outside.join('again'))
  expect(await readdir(room.outside.path)).toEqual(['again'])
})

test.each(['before anything moved', 'after it had moved'])(
  'a move that was cut off %s is finished',
  async (when) => {
    await using room = await setUp()
    const to = room.outside.join('pears')
    const places = await room.bob.peer.profile.collection('app-places', appPlace.codec)
    if (when === 'after it had moved') await room.storage.move(app, author, to)
    await places.put(`${encodeKey(app)}/${encodeKey(author)}`, { path: room.dir, movingTo: to })
    expect(await room.storage.open(app, author)).toMatchObject({ dir: to })
    expect(await readFile(join(to, 'files', 'note.txt'), 'utf8')).toBe('pears')
  },
)

test('storage can move to another disk, with cores that can be written there', async () => {
  await using room = await setUp()
  const disk = room.outside.join('disk')
  await mkdir(disk)
  await run('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk])
  try {
    const to = join(disk, 'pears')
    await room.storage.move(app, author, to)
    expect(await readdir(disk)).toEqual(['pears'])
    expect(await readFile(join(to, 'files', 'note.txt'), 'utf8')).toBe('pears')
    await room.open(async (cores) => {
      const diary = cores.get({ name: 'diary' })
      await diary.append('two')
      expect([String(await diary.get(0)), String(await diary.get(1))]).toEqual(['one', 'two'])
    })
    await room.storage.move(app, author, room.outside.join('back'))
    expect(await readdir(disk)).toEqual([])
  } finally {
    await run('umount', ['--lazy', disk])
  }
})

test('a target that is taken, inside of the profile, relative or nowhere is refused', async () => {
  await using room = await setUp()
  await mkdir(room.outside.join('taken'))
  const targets = [room.outside.join('taken'), join(room.bob.dir, 'x'), 'x', room.outside.join('no', 'where')]
  for (const target of targets) {
    await expect(room.storage.move(app, author, target)).rejects.toThrow(code('APP_STORAGE_TARGET'))
    await expect(room.storage.export(app, author, target)).rejects.toThrow(code('APP_STORAGE_TARGET'))
  }
  expect(await readFile(join(room.files, 'note.txt'), 'utf8')).toBe('pears')
})

test('an export holds the files, follows no link, and its cores refuse to be written', async () => {
  await using room = await setUp()
  await symlink('/etc/passwd', join(room.files, 'link'))
  const to = room.outside.join('export')
  await room.storage.export(app, author, to)
  expect(await readdir(join(to, 'files'))).toEqual(['note.txt'])
  const copy = new Corestore(join(to, 'store'))
  await expect(copy.ready()).rejects.toThrow(/device file|Invalid device/iu)
  await copy.close().catch(() => undefined)
  await room.open(async (cores) => void (await cores.get({ name: 'diary' }).append('two')))
})

test('reset storage is empty', async () => {
  await using room = await setUp()
  await room.storage.move(app, author, room.outside.join('pears'))
  await room.storage.reset(app, author)
  expect(await readdir(room.outside.path)).toEqual([])
  expect(await room.storage.show(app)).toEqual([])
  expect(await readdir((await room.storage.open(app, author)).files)).toEqual([])
  await expect(room.storage.reset(app, Buffer.alloc(32, 8))).rejects.toThrow(code('APP_STORAGE_NOT_FOUND'))
})

test('what a running app keeps is not touched', async () => {
  await using room = await setUp({ runs: () => true })
  const to = room.outside.join('pears')
  await expect(room.storage.move(app, author, to)).rejects.toThrow(code('APP_IN_USE'))
  await expect(room.storage.export(app, author, to)).rejects.toThrow(code('APP_IN_USE'))
  await expect(room.storage.reset(app, author)).rejects.toThrow(code('APP_IN_USE'))
})

test('gc keeps what runs, what ran well and what comes next, and gives the rest back', async () => {
  await using dht = await createTestDht()
  await using alice = await createAuthor(dht)
  const { key } = alice.app
  await using bob = await createUser(dht)
  await using updates = createUpdates(bob.peer, bob.records)
  let running: { fork: number; length: number }[] = []
  const storage = await createAppStorage(bob.peer, { records: bob.records, runningVersions: () => running })
  const large = async (byte: number) => alice.stage({ '/large': Buffer.alloc(500_000, byte) })
  const opened = []
  for (const version of ['1.0.0', '2.0.0', '3.0.0']) {
    await large(opened.length)
    await alice.publish(version, version)
    // What alice says of it may be on its way yet.
    if (opened.length > 0) await waitFor(async () => (await updates.check(key)).kind === 'ready')
    const now = await bob.installs.open(alice.link)
    await bob.installs.reportStart(alice.link, { version: now.version, outcome: 'started' })
    opened.push(now)
  }
  const [first, second, third] = opened
  expect(third!.version.version).toBe('3.0.0')
  running = [first!.version]
  expect((await storage.gc()).folders).toBe(1)
  expect(await damagedFiles(first!.checkout)).toEqual([])
  expect(await damagedFiles(second!.checkout)).toHaveLength(3)
  running = []
  const freed = await storage.gc(key)
  expect(freed).toMatchObject({ folders: 1 })
  expect(freed.bytes).toBeGreaterThan(500_000)
  expect(freed.blocks).toBeGreaterThan(0)
  expect(await storage.gc()).toEqual({ folders: 0, bytes: 0, blocks: 0 })
  await alice.close()
  expect(await textOf(await bob.installs.open(alice.link))).toBe('3.0.0')
  {
    await using app = await openAppDrive(bob.peer, key)
    for (const file of third!.checkout.files) {
      for (const [from, to] of file.blocks) expect(await app.drive.blobs!.core.has(from, to)).toBe(true)
    }
  }
  await bob.installs.remove(alice.link)
  expect(await storage.gc()).toEqual({ folders: 0, bytes: 0, blocks: 0 })
})
