import { tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { randomBytes } from '../contents/random-bytes.ts'
import { makeFiles, readTree } from '../folder.ts'
import { createDrivePeers, createOfflinePeer } from '../peers.ts'

test('a folder goes into a drive, and comes out of it at another peer', async () => {
  await using peers = await createDrivePeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const [source, target] = [await peers.dir(), await peers.dir()]
  await makeFiles(source.path, {
    'pears.txt': 'comice',
    'a/b/c.bin': Buffer.alloc(200_000, 7),
    'a/empty': '',
    'run.sh': { contents: '#!/bin/sh', mode: 0o755, mtimeMs: 1_700_000_000_123 },
    'a/link': { link: '../pears.txt' },
    'big.bin': Buffer.alloc(3_000_000, 3),
  })
  const { link } = await alice.drives.create({ name: 'pears' })
  const into = await alice.drives.mirror({ source: source.path, target: 'pears:' })
  expect(into).toMatchObject({ added: 6, changed: 0, removed: 0, refused: [] })
  await alice.drives.seed('pears')

  const out = await bob.drives.mirror({ source: link, target: target.join('out') })
  expect(out).toMatchObject({ added: 6, changed: 0, refused: [] })
  expect(await readTree(target.join('out'))).toEqual(await readTree(source.path))

  await writeFile(source.join('pears.txt'), 'conference')
  await rm(source.join('a/empty'))
  expect(await alice.drives.mirror({ source: source.path, target: 'pears:' })).toMatchObject({
    added: 0,
    changed: 1,
    removed: 0,
    kept: 5,
  })
  expect(await alice.drives.mirror({ source: source.path, target: 'pears:', deletes: true })).toMatchObject({
    changed: 0,
    removed: 1,
  })
  const { version } = await alice.drives.info('pears')
  const totals = { added: 0, changed: 0, removed: 0 }
  await waitFor(async () => {
    const again = await bob.drives.mirror({ source: link, target: target.join('out'), deletes: true })
    for (const kind of ['added', 'changed', 'removed'] as const) totals[kind] += again[kind]
    return again.sourceVersion === version
  })
  expect(totals).toEqual({ added: 0, changed: 1, removed: 1 })
  expect(await readTree(target.join('out'))).toEqual(await readTree(source.path))
})

test('what was moved is not stored twice, and what only looks like it is', async () => {
  await using alice = await createOfflinePeer()
  await using dir = await tempDir()
  const source = dir.join('source')
  const mtimeMs = 1_700_000_000_000
  await makeFiles(source, {
    'old/big': { contents: Buffer.alloc(1_000_000, 1), mtimeMs },
    'old/small': { contents: Buffer.alloc(1_000, 2), mtimeMs },
    gone: { contents: Buffer.alloc(500, 3), mtimeMs },
  })
  await alice.drives.create({ name: 'pears' })
  const options = { source, target: 'pears:', deletes: true } as const
  await alice.drives.mirror(options)
  const { bytes } = await alice.drives.info('pears')
  await rename(`${source}/old`, `${source}/new`)
  await rm(`${source}/gone`)
  await makeFiles(source, { other: { contents: Buffer.alloc(500, 4), mtimeMs } })
  expect(await alice.drives.mirror(options)).toMatchObject({ added: 3, removed: 3 })
  // The entries, and the file that is new.
  expect((await alice.drives.info('pears')).bytes - bytes).toBeLessThan(4_000)
  await alice.drives.mirror({ source: 'pears:', target: dir.join('target') })
  expect(await readTree(dir.join('target'))).toEqual(await readTree(source))
})

test.each([false, true])(
  'of a file that changed only what is new is stored, and moves (encrypted: %s)',
  async (isEncrypted) => {
    await using peers = await createDrivePeers()
    const [alice, bob] = [await peers.open(), await peers.open()]
    const [source, target] = [await peers.dir(), await peers.dir()]
    const before = randomBytes('comice', 5_000_000)
    await makeFiles(source.path, { big: before })
    await alice.drives.create({ name: 'pears', isEncrypted })
    const link = await alice.drives.link('pears', { readKey: isEncrypted })
    const into = { source: source.path, target: 'pears:' }
    await alice.drives.mirror(into)
    await alice.drives.seed('pears')
    await bob.drives.mirror({ source: link, target: target.path })

    const stretch = randomBytes('conference', 1_000)
    const after = Buffer.concat([
      Buffer.from('a line'),
      before.subarray(0, 2e6),
      stretch,
      before.subarray(2e6),
    ])
    await makeFiles(source.path, { big: after })
    const { bytes } = await alice.drives.info('pears')
    expect(await alice.drives.mirror(into)).toMatchObject({ changed: 1, bytes: after.byteLength })
    expect((await alice.drives.info('pears')).bytes - bytes).toBeLessThan(600_000)
    await waitFor(async () => {
      await bob.drives.mirror({ source: link, target: target.path })
      return (await readFile(target.join('big'))).equals(after)
    })
    // Bob has all of it, to give to others.
    await bob.drives.add({ link, name: 'theirs' })
    expect(await bob.drives.upkeep.verify('theirs')).toMatchObject({ damaged: 0, missing: 0, files: 1 })
  },
)

test('what a transfer has not finished is no part of a folder, and no mirror deletes it', async () => {
  await using peer = await createOfflinePeer()
  await using folder = await tempDir()
  await makeFiles(folder.path, { 'pears.txt': 'comice', '.comice-receiving-1/pears.txt': 'com' })
  await peer.drives.create({ name: 'pears' })
  expect(await peer.drives.mirror({ source: folder.path, target: 'pears:' })).toMatchObject({ added: 1 })
  await peer.drives.mirror({ source: 'pears:', target: folder.path, deletes: true, mayDeleteMuch: true })
  expect(await readFile(folder.join('.comice-receiving-1/pears.txt'), 'utf8')).toBe('com')
})

test('a dry run between two drives keeps nobody from writing into its target', async () => {
  await using alice = await createOfflinePeer()
  const { drives } = alice
  await drives.create({ name: 'pears' })
  await drives.create({ name: 'basket' })
  await drives.files.put('pears:/a', [Buffer.from('a')])
  const written: string[] = []
  const dry = await drives.mirror({
    ...{ source: 'pears:', target: 'basket:', dryRun: true },
    onstep: async ({ path }) => {
      await drives.files.put('basket:/meanwhile', [Buffer.from('b')])
      written.push(path)
    },
  })
  expect(dry).toMatchObject({ added: 1, dryRun: true })
  expect(written).toEqual(['/a'])
})
