import { randomBytes } from 'node:crypto'
import { parseDriveLink } from '@comice/drives'
import {
  createPeer as createPlainPeer,
  createTestDht,
  tempDir,
  type TestPeer,
  waitFor,
} from '@comice/testkit'
import Hyperdrive from 'hyperdrive'
import Localdrive from 'localdrive'
import { expect, test } from 'vitest'
import { openComicePeer } from '../src/comice-peer.ts'
import { makeFiles, readFiles } from '../src/folder.ts'

const BIG = randomBytes(500_000)

const FILES = {
  'pears.txt': 'comice',
  'docs/big.bin': BIG,
  'docs/empty': '',
  'run.sh': '#!/bin/sh\n',
  'ünï/🍐': 'unicode',
}

/** A drive as a plain program opens it, announced or looked up. */
async function plainDrive(peer: TestPeer, key?: Uint8Array, encryptionKey?: Uint8Array): Promise<Hyperdrive> {
  const options = encryptionKey === undefined ? {} : { encryptionKey: Buffer.from(encryptionKey) }
  const drive = new Hyperdrive(peer.store.session(), key === undefined ? null : Buffer.from(key), options)
  await drive.ready()
  await peer.swarm.join(drive.discoveryKey as Uint8Array).flushed()
  return drive
}

test.each([false, true])(
  'a plain hyperdrive program reads a drive of ours (encrypted: %s)',
  async (isEncrypted) => {
    await using dht = await createTestDht()
    await using dir = await tempDir()
    await using alice = await openComicePeer(dht)
    await using bob = await createPlainPeer('bob', { dht })
    await makeFiles(dir.join('source'), FILES)
    const { key } = await alice.drives.create({ name: 'pears', isEncrypted })
    await alice.drives.mirror({ source: dir.join('source'), target: 'pears:', folders: true })
    await alice.drives.files.makeFolder('pears:/nothing-in-it')
    await alice.drives.versions.tag('pears', 'v1')
    await alice.drives.seed('pears')
    const link = isEncrypted ? await alice.drives.link('pears', { readKey: true }) : null
    const encryptionKey = link === null ? undefined : (parseDriveLink(link).encryptionKey ?? undefined)
    const drive = await plainDrive(bob, key, encryptionKey)
    await waitFor(() => drive.core.length > 0)
    const { version } = await alice.drives.info('pears')
    await waitFor(() => drive.version >= version)

    const names = []
    for await (const entry of drive.list('/')) names.push(entry.key)
    // What we keep beside the files is not among them.
    expect(names).toEqual(['/docs/big.bin', '/docs/empty', '/pears.txt', '/run.sh', '/ünï/🍐'])
    expect(String(await drive.get('/pears.txt'))).toBe('comice')
    await drive.mirror(new Localdrive(dir.join('target'))).done()
    expect(await readFiles(dir.join('target'))).toEqual(await readFiles(dir.join('source')))

    // What is new of a large file is appended, and a map of its blocks, as hyperblobs has it.
    await makeFiles(dir.join('source'), { 'docs/big.bin': Buffer.concat([Buffer.from('a line'), BIG]) })
    await alice.drives.mirror({ source: dir.join('source'), target: 'pears:' })
    const { version: changed } = await alice.drives.info('pears')
    await waitFor(() => drive.version >= changed)
    expect((await drive.entry('/docs/big.bin'))?.value.blob).toMatchObject({ blockMap: true })
    await drive.mirror(new Localdrive(dir.join('target'))).done()
    expect(await readFiles(dir.join('target'))).toEqual(await readFiles(dir.join('source')))
    await drive.close()
  },
)

test.each([false, true])(
  'we read a drive of a plain hyperdrive program (deduplicated: %s)',
  async (dedup) => {
    await using dht = await createTestDht()
    await using dir = await tempDir()
    await using alice = await createPlainPeer('alice', { dht })
    await using bob = await openComicePeer(dht)
    await makeFiles(dir.join('source'), FILES)
    const drive = await plainDrive(alice)
    await new Localdrive(dir.join('source')).mirror(drive, { dedup }).done()
    await drive.symlink('/docs/link', '/pears.txt')
    const target = dir.join('target')
    const first = await bob.drives.mirror({ source: `pear://${drive.id}`, target })
    expect(first).toMatchObject({ added: 6, refused: [] })
    expect(await readFiles(target)).toEqual({
      ...(await readFiles(dir.join('source'))),
      'docs/link': '-> ../pears.txt',
    })
    // Its entries have no times: contents are compared, and nothing is written again.
    expect(await bob.drives.mirror({ source: `pear://${drive.id}`, target })).toMatchObject({
      added: 0,
      changed: 0,
    })

    await drive.put('/pears.txt', 'conference')
    await drive.del('/docs/empty')
    await waitFor(async () => {
      await bob.drives.mirror({ source: `pear://${drive.id}`, target, deletes: true })
      const files = await readFiles(target)
      return files['pears.txt'] === 'file conference' && !('docs/empty' in files)
    })
    await drive.close()
  },
)

test('a plain program goes on with the store of a drive of ours, and we with what it wrote', async () => {
  await using dht = await createTestDht()
  await using alice = await openComicePeer(dht)
  const { key } = await alice.drives.create({ name: 'pears' })
  await alice.drives.files.put('pears:/ours', [Buffer.from('ours')])
  {
    // In the same store: the profile has one owner at a time, this process.
    const plain = new Hyperdrive(alice.peer.store.session(), Buffer.from(key))
    await plain.put('/theirs', 'theirs')
    expect(String(await plain.get('/ours'))).toBe('ours')
    await plain.close()
  }
  await alice.drives.files.put('pears:/after', [Buffer.from('after')])
  const found: string[] = []
  for await (const { path } of alice.drives.files.list('pears')) found.push(path)
  expect(found).toEqual(['/after', '/ours', '/theirs'])
  let text = ''
  for await (const piece of alice.drives.files.read('pears:/theirs')) text += String(piece)
  expect(text).toBe('theirs')
})
