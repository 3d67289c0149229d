/**
 * The published `drives` 2.9.1 (hypercore 10, hyperdrive 11) beside ours (hypercore 11, hyperdrive 13): their wire is the
 * same. Its 3.x is not on npm. As npm installs 2.9.1 today it ends with a TypeError at the first mirror, because the
 * newest mirror-drive that it asks for needs hypercore 11; pnpm-workspace.yaml gives it the one that it was written with.
 */
import { randomBytes } from 'node:crypto'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { openComicePeer } from '../src/comice-peer.ts'
import { drivesCli } from '../src/drives-cli.ts'
import { makeFiles, readFiles } from '../src/folder.ts'

const BIG = randomBytes(500_000)

const FILES = {
  'pears.txt': 'comice',
  'docs/big.bin': BIG,
  'docs/empty': '',
  'run.sh': '#!/bin/sh\n',
  'ünï/🍐': 'unicode',
}

test('the drives command mirrors a drive of ours, and then what changed', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  await using alice = await openComicePeer(dht)
  await makeFiles(dir.join('source'), FILES)
  const { id } = await alice.drives.create({ name: 'pears' })
  await alice.drives.mirror({ source: dir.join('source'), target: 'pears:' })
  await alice.drives.seed('pears')
  const cli = drivesCli({ dht, cwd: dir.path, storage: dir.join('storage') })
  await cli.run('mirror', id, './target')
  expect(await readFiles(dir.join('target'))).toEqual(await readFiles(dir.join('source')))
  await writeFile(dir.join('source/pears.txt'), 'conference')
  // Its blocks are those of before, but for the first ones.
  await writeFile(dir.join('source/docs/big.bin'), Buffer.concat([Buffer.from('a line'), BIG]))
  await alice.drives.mirror({ source: dir.join('source'), target: 'pears:' })
  await waitFor(
    async () => {
      await cli.run('mirror', id, './target')
      return (await readFiles(dir.join('target')))['pears.txt'] === 'file conference'
    },
    { timeoutMs: 60_000 },
  )
  expect(await readFiles(dir.join('target'))).toEqual(await readFiles(dir.join('source')))
})

test('we mirror a drive of the drives command, live', async () => {
  await using dht = await createTestDht()
  await using dir = await tempDir()
  await makeFiles(dir.join('source'), FILES)
  const cli = drivesCli({ dht, cwd: dir.path, storage: dir.join('storage') })
  const key = /(?<key>[a-z0-9]{52})/u.exec(await cli.run('touch'))?.groups?.['key'] ?? ''
  await using theirs = await cli.spawn('mirror', './source', key, '--live')
  await theirs.waitForLine(/Total files/u, { fromStart: true, timeoutMs: 30_000 })
  await using bob = await openComicePeer(dht)
  await using live = await bob.drives.mirrorLive({
    source: `pear://${key}`,
    target: dir.join('target'),
    timeoutMs: 30_000,
  })
  expect(await readFiles(dir.join('target'))).toEqual(await readFiles(dir.join('source')))
  await writeFile(dir.join('source/pears.txt'), 'conference')
  await waitFor(async () => (await readFiles(dir.join('target')))['pears.txt'] === 'file conference', {
    timeoutMs: 30_000,
  })
  expect(live.status.trouble).toBeNull()
  await theirs.kill()
})
