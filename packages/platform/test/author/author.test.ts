import { readFile, readlink, stat, writeFile } from 'node:fs/promises'
import { createKeep, createKeeper } from '@comice/keep'
import { encodeKey } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import Hyperdrive from 'hyperdrive'
import { expect, test } from 'vitest'
import { createAuthor } from '../../src/author/author.ts'
import { openAppDrive } from '../../src/release/app-drive.ts'
import { createAppPeers, createOfflinePeer } from '../peers.ts'
import { APP, type Entries, fill, folder, pkg } from '../project/folder.ts'

async function setUp(entries: Entries = {}) {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(await folder({ ...APP, ...entries }))
  const { peer } = stack.use(await createOfflinePeer())
  const author = createAuthor(peer)
  const { key, link } = await author.touch()
  const version = async (number: string) => {
    await fill(dir.path, { 'package.json': pkg('my-app', { version: number }), 'index.js': `// ${number}` })
    await author.stage(dir.path, { key })
    return author.release({ key })
  }
  return { dir, peer, author, key, link, version, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

test('a release takes its version from the package.json and its notes from the changelog', async () => {
  const changelog = '# my-app\n\n## 1.0.1\n\n- a fix\n\n## [1.0.0] - 2026-11-28\n\n- the first\n- of all\n'
  await using room = await setUp({ 'CHANGELOG.md': changelog })
  const { author, key, link, version } = room
  expect(await version('1.0.0')).toMatchObject({
    version: '1.0.0',
    notes: '- the first\n- of all',
    channel: 'stable',
  })
  expect(await version('1.0.1')).toMatchObject({ version: '1.0.1', notes: '- a fix' })
  await author.release({ key, channel: 'next', version: '2.0.0-rc.1', notes: '' })
  const info = await author.info({ key })
  expect(info).toMatchObject({
    link,
    isOurs: true,
    name: 'my-app',
    version: '1.0.1',
    problem: null,
    peers: 0,
  })
  expect(info.channels.map(({ channel, release }) => [channel, release.version])).toEqual([
    ['stable', '1.0.1'],
    ['next', '2.0.0-rc.1'],
  ])
  expect((await author.changelog({ key })).map((entry) => [entry.version, entry.date])).toEqual([
    ['1.0.1', ''],
    ['1.0.0', '2026-11-28'],
  ])
})

test('a rollback releases the version before, again the one before that, or one by name', async () => {
  await using room = await setUp()
  const { author, key, version, peer } = room
  const first = await version('1.0.0')
  await expect(author.rollback({ key })).rejects.toMatchObject({ code: 'RELEASE_UNKNOWN' })
  const second = await version('2.0.0')
  const third = await version('3.0.0')
  const back = await author.rollback({ key })
  expect(back).toMatchObject({ seq: 3, version: '2.0.0', length: second.length, treeHash: second.treeHash })
  expect(await author.rollback({ key })).toMatchObject({ version: '1.0.0', length: first.length })
  await expect(author.rollback({ key })).rejects.toMatchObject({ code: 'RELEASE_UNKNOWN' })
  expect(await author.rollback({ key, to: '3.0.0' })).toMatchObject({ length: third.length })
  await expect(author.rollback({ key, to: '9.9.9' })).rejects.toMatchObject({ code: 'RELEASE_UNKNOWN' })
  await using app = await openAppDrive(peer, key)
  // Pear's key follows.
  expect((await app.drive.db.get('release'))?.value).toBe(third.length)
})

test('only the profile that made an app can change it', async () => {
  await using room = await setUp()
  await room.version('1.0.0')
  await using other = await createOfflinePeer()
  const mallory = createAuthor(other.peer)
  const { key } = room
  await expect(mallory.stage(room.dir.path, { key })).rejects.toMatchObject({ code: 'APP_NOT_OURS' })
  await expect(mallory.release({ key, version: '6.6.6' })).rejects.toMatchObject({ code: 'APP_NOT_OURS' })
  await expect(mallory.rollback({ key })).rejects.toMatchObject({ code: 'APP_NOT_OURS' })
})

test('a reader on the network sees, and dumps, what the author released', async () => {
  await using peers = await createAppPeers()
  const { peer: alice } = await peers.open()
  const { peer: bob } = await peers.open()
  await using dir = await folder({
    ...APP,
    'docs/a b.md': 'docs',
    'run.sh': { run: '#!/bin/sh' },
    'CHANGELOG.md': '## 1.0.0\nfirst',
  })
  const author = createAuthor(alice)
  const { key, link } = await author.touch({ name: 'my-app' })
  await author.stage(dir.path, { key })
  await author.release({ key })
  const seeding = await author.seed({ key })
  expect(await author.seed({ key })).toBe(seeding)
  await seeding.flushed()
  await fill(dir.path, { 'index.js': 'staged, not released' })
  await author.stage(dir.path, { key })

  const reader = createAuthor(bob)
  const info = await reader.info({ key })
  expect(info).toMatchObject({ isOurs: false, name: 'my-app', version: '1.0.0', problem: null })
  expect(info.releases).toHaveLength(1)
  expect(await reader.changelog({ key })).toEqual([{ version: '1.0.0', date: '', text: 'first' }])

  await using out = await peers.dir()
  const dry = await reader.dump({ link, dir: out.join('released'), dryRun: true })
  await expect(stat(out.join('released'))).rejects.toThrow('ENOENT')
  const dumped = await reader.dump({ link, dir: out.join('released') })
  expect(dry.files).toEqual(dumped.files)
  expect(await readFile(out.join('released', 'index.js'), 'utf8')).toBe(APP['index.js'])
  expect((await stat(out.join('released', 'run.sh'))).mode & 0o777).toBe(0o755)
  await writeFile(out.join('released', 'index.js'), 'it is the user’s')
  await expect(reader.dump({ link, dir: out.join('released') })).rejects.toMatchObject({
    code: 'DUMP_TARGET',
  })

  await reader.dump({ link, dir: out.join('staged'), checkout: 'staged' })
  expect(await readFile(out.join('staged', 'index.js'), 'utf8')).toBe('staged, not released')
  const part = await reader.dump({ link: `${link}/docs`, dir: out.join('docs') })
  expect(part.files.map(({ path }) => path)).toEqual(['/docs/a b.md'])
  expect(await readFile(out.join('docs', 'a b.md'), 'utf8')).toBe('docs')
  const nothing = reader.dump({ link: `${link}/nothing`, dir: out.join('nothing') })
  await expect(nothing).rejects.toMatchObject({ code: 'DUMP_NOTHING' })
  await expect(reader.dump({ link, dir: out.join('next'), checkout: 'next' })).rejects.toMatchObject({
    code: 'APP_NOT_RELEASED',
  })
})

test('nobody has the app: a named error within the deadline', async () => {
  await using peers = await createAppPeers()
  const { peer } = await peers.open()
  const startedAt = performance.now()
  const asking = createAuthor(peer).info({ key: Buffer.alloc(32, 7), timeoutMs: 500 })
  await expect(asking).rejects.toMatchObject({ code: 'APP_UNREACHABLE' })
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})

test('a seeder that keeps both cores gives the app to a reader when its author is gone', async () => {
  await using peers = await createAppPeers()
  const alice = await peers.open()
  const { peer: seeder } = await peers.open()
  const { peer: bob } = await peers.open()
  await using dir = await folder({ ...APP, 'big.bin': Buffer.alloc(300_000, 'seed') })
  await using keep = await createKeep(seeder, {
    allow: 'anyone',
    trusted: [alice.peer.identity.device.publicKey],
  })
  const author = createAuthor(alice.peer)
  const { key, link } = await author.touch()
  await author.stage(dir.path, { key })
  await author.release({ key })
  const seeding = await author.seed({ key })
  const keeping = createKeeper(alice.peer).keep(seeding.source, keep.publicKey)
  const held = await keeping.whenHeld()
  expect(held).toMatchObject({ cores: 2, heldCores: 2 })
  await alice.close()

  await using out = await peers.dir()
  const dumped = await createAuthor(bob).dump({ link, dir: out.join('app'), timeoutMs: 20_000 })
  expect(dumped.files.map(({ path }) => path)).toEqual(['/big.bin', '/index.js', '/package.json'])
})

test('a reader that was connected to the seeder before it got the app hears of it all the same', async () => {
  await using peers = await createAppPeers()
  const alice = await peers.open()
  const { peer: seeder } = await peers.open()
  const { peer: bob } = await peers.open()
  await using dir = await folder(APP)
  await using keep = await createKeep(seeder, { allow: [alice.peer.identity.device.publicKey] })
  const author = createAuthor(alice.peer)
  const { key, link } = await author.touch()

  await bob.network.joinPeer(keep.publicKey).flushed()
  await waitFor(() => bob.network.connections.size === 1)
  await using wanted = await openAppDrive(bob, key)
  // The seeder has said that it has no such core.
  await waitFor(() => [...bob.network.connections.values()].every(({ mux }) => channelsOn(mux) === 0))

  await author.stage(dir.path, { key })
  await author.release({ key })
  const seeding = await author.seed({ key })
  await createKeeper(alice.peer).keep(seeding.source, keep.publicKey).whenHeld()
  await alice.close()
  expect(wanted.drive.core.length).toBe(0)

  await using out = await peers.dir()
  const dumped = await createAuthor(bob).dump({ link, dir: out.join('app'), timeoutMs: 30_000 })
  expect(dumped.files.map(({ path }) => path)).toEqual(['/index.js', '/package.json'])
  expect(bob.network.connections.size).toBe(1)
})

function channelsOn(mux: Iterable<{ protocol: string }>): number {
  return [...mux].filter(({ protocol }) => protocol === 'hypercore/alpha').length
}

test('an app of others is seeded as a whole, and goes on being so', async () => {
  await using peers = await createAppPeers()
  const { peer: alice } = await peers.open()
  const { peer: carol } = await peers.open()
  await using dir = await folder({ ...APP, 'a.bin': Buffer.alloc(200_000, 'a') })
  const author = createAuthor(alice)
  const { key } = await author.touch()
  await author.stage(dir.path, { key })
  const own = await author.seed({ key })
  await own.flushed()
  const seeding = await createAuthor(carol).seed({ key })
  const isWhole = () => {
    const { blocks, heldBlocks } = seeding.status()
    return blocks === own.status().blocks && heldBlocks === blocks
  }
  await waitFor(isWhole)
  await fill(dir.path, { 'b.bin': Buffer.alloc(200_000, 'b') })
  await author.stage(dir.path, { key })
  await waitFor(isWhole)
  await seeding.close()
})

test('names that would leave the folder are left out of a dump one by one, and the rest is there', async () => {
  await using room = await setUp({ 'good.txt': 'good' })
  const { author, key, link, peer, dir } = room
  await author.stage(dir.path, { key })
  {
    await using app = await openAppDrive(peer, key)
    const hostile = ['/../up', '/a/../../up', '/con', '/a\\b', '/a\u001b[2J', `/${'x'.repeat(300)}`]
    const blob = (await app.drive.entry('/good.txt'))?.value.blob ?? null
    for (const path of hostile) {
      await app.drive.db.put(`files\0${path}`, { executable: false, linkname: null, blob, metadata: null })
    }
    await app.drive.symlink('/b', '../../../../etc')
    await app.drive.symlink('/passwd', '/etc/passwd')
  }
  const target = dir.join('out')
  const dumped = await author.dump({ link, dir: target, checkout: 'staged' })
  expect(dumped.refusedCount).toBe(8)
  expect(dumped.files.map(({ path }) => path)).toEqual(['/good.txt', '/index.js', '/package.json'])
  expect(await readFile(`${target}/good.txt`, 'utf8')).toBe('good')
  await expect(readlink(`${target}/passwd`)).rejects.toThrow('ENOENT')
})

test('a plain Hyperdrive reads what we stage, and we read what it wrote in Pear’s layout', async () => {
  await using room = await setUp({ 'a.txt': 'a', 'run.sh': { run: '#!/bin/sh' } })
  const { author, key, link, peer, dir } = room
  await author.stage(dir.path, { key })
  const released = await author.release({ key })
  // Which is given from now on; but a drive is open once in a store.
  await author.withdraw({ key })
  {
    const plain = new Hyperdrive(peer.store.session(), Buffer.from(key))
    await plain.ready()
    const length = (await plain.db.get('release'))?.value as unknown as number
    expect(length).toBe(released.length)
    const version = plain.checkout(length)
    const names: string[] = []
    for await (const { key: name } of version.list('/')) names.push(name)
    expect(names).toEqual(['/a.txt', '/index.js', '/package.json', '/run.sh'])
    expect(String(await version.get('/a.txt'))).toBe('a')
    expect((await version.entry('/run.sh'))?.value.executable).toBe(true)
    expect((await plain.db.get('manifest'))?.value).toMatchObject({ name: 'my-app' })
    await version.close()
    // And writes on, as Pear would.
    await plain.put('/a.txt', 'by Pear')
    await plain.put('/b.txt', 'new')
    await plain.close()
  }
  const pear = new Hyperdrive(peer.store.namespace('pear'))
  await pear.ready()
  await pear.put('/package.json', pkg('pear-app', { version: '7.0.0', pear: { type: 'terminal' } }))
  await pear.put('/index.js', 'console.log(7)')
  await pear.db.put('manifest', { name: 'pear-app' } as never)
  await pear.db.put('channel', 'production' as never)
  await pear.db.put('release', (pear.core.length + 1) as never)
  await pear.put('/index.js', 'not released')
  const pearKey = pear.key as Uint8Array
  await pear.close()

  expect(await author.info({ key: pearKey })).toMatchObject({
    name: 'pear-app',
    version: '7.0.0',
    releases: [],
    problem: null,
  })
  const target = dir.join('out')
  await author.dump({ link: `pear://${encodeKey(pearKey)}`, dir: target })
  expect(await readFile(`${target}/index.js`, 'utf8')).toBe('console.log(7)')
  await author.dump({ link, dir: dir.join('ours'), checkout: 'staged' })
  expect(await readFile(dir.join('ours', 'a.txt'), 'utf8')).toBe('by Pear')
  // Our release line starts in the middle of Pear's, and its files are as they were.
  expect(await author.release({ key: pearKey })).toMatchObject({ seq: 0, version: '7.0.0' })
})
