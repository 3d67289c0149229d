/** The life of a drive between its owner, a seeder and somebody who follows it, each a process of its own. */
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createPerson, succeed } from '../src/person.ts'
import { readTree } from '../src/read-tree.ts'
import { startSeeder } from '../src/seeder.ts'

const wait = { timeoutMs: 60_000 }

test('an encrypted drive lives on with a seeder that cannot read it, and is followed live by who has its key', async () => {
  await using dht = await createTestDht()
  await using home = await tempDir('home')
  const options = ['--bootstrap', dht.address]
  await using alice = createPerson('alice', { home: home.path, options })
  await using bob = createPerson('bob', { home: home.path, options })
  await using carol = createPerson('carol', { home: home.path, options })
  const [identity] = (await succeed(alice, ['id', 'show', '--json'])).json
  await using cleanup = new AsyncDisposableStack()
  const seeder = await startSeeder(home.path, {
    allow: [String(identity?.['device'])],
    bootstrap: dht.address,
  })
  cleanup.use(seeder)

  const garden = join(home.path, 'garden')
  await mkdir(join(garden, 'trees/old'), { recursive: true })
  await writeFile(join(garden, 'trees/pear.txt'), 'comice')
  await writeFile(join(garden, 'trees/old/map.bin'), Buffer.alloc(2_000_000, 'pear'))
  await writeFile(join(garden, 'water.sh'), '#!/bin/sh\n')
  await chmod(join(garden, 'water.sh'), 0o755)
  await symlink('trees/pear.txt', join(garden, 'best'))
  const [made] = (await succeed(alice, ['drive', 'create', 'garden', '--encrypted', '--json'])).json
  const link = String(made?.['link'])
  await succeed(alice, ['mirror', garden, 'garden:'])
  const kept = (await succeed(alice, ['drive', 'seed', 'garden', '--on', seeder.key, '--json'])).json
  expect(kept.at(-1)).toMatchObject({ type: 'keep', done: true })
  const [secret = ''] = (await succeed(alice, ['drive', 'link', 'garden', '--read-key'])).lines

  // The owner is gone: what comes is the seeder's.
  await succeed(alice, ['stop'])
  await succeed(bob, ['drive', 'add', '--name', 'garden'], secret)
  const copy = join(home.path, 'copy')
  await succeed(bob, ['mirror', 'garden:', copy])
  expect(await readTree(copy)).toEqual(await readTree(garden))
  const locked = await carol.comice(['drive', 'ls', link])
  expect(locked.code).toBe(4)
  expect(locked.stderr).toContain('DRIVE_LOCKED')

  // The owner is back, and what changes goes through by itself.
  await using into = await alice.start(['mirror', garden, 'garden:', '--live', '--delete', '--json'])
  await into.waitForJson(({ type }) => type === 'round', wait)
  await succeed(alice, ['drive', 'seed', 'garden'])
  await using from = await bob.start(['mirror', 'garden:', copy, '--live', '--delete', '--json'])
  await from.waitForJson(({ type }) => type === 'round', wait)
  await writeFile(join(garden, 'trees/apple.txt'), 'reinette')
  await writeFile(join(garden, 'trees/pear.txt'), 'conference')
  await rm(join(garden, 'best'))
  await waitFor(async () => {
    expect(await readTree(copy)).toEqual(await readTree(garden))
    return true
  }, wait)
  for (const mirror of [into, from]) expect(await mirror.stop()).toEqual({ code: 0, signal: null })

  // Nobody is left: what was fetched is there, and what nobody has is said so.
  await succeed(alice, ['stop'])
  await cleanup.disposeAsync()
  await succeed(bob, ['stop'])
  expect((await succeed(bob, ['drive', 'cat', 'garden:/trees/pear.txt', '--timeout', '3'])).lines).toEqual([
    'conference',
  ])
  const nobody = await carol.comice(['drive', 'ls', secret, '--timeout', '3'])
  expect(nobody.code).toBe(6)
  expect(nobody.stderr).toContain('DRIVE_UNREACHABLE')
}, 240_000)
