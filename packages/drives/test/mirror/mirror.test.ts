import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { rm, writeFile } from 'node:fs/promises'
import { makeFiles, readTree } from '../folder.ts'
import { createDrivePeers } from '../peers.ts'

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
