/** One person gives a folder to another by a code, each on a machine of its own. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createNetworks, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createPerson, succeed } from '../src/person.ts'
import { readTree } from '../src/read-tree.ts'

const CODE = /^\d+(?:-[a-z]+){3}$/u

test('a folder goes by a code to a machine on the same LAN without internet and without flags', async () => {
  await using home = await tempDir('home')
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  const { hosts } = networks
  await using alice = createPerson('alice', { home: home.path, on: hosts.alice })
  await using bob = createPerson('bob', { home: home.path, on: hosts.bob })
  const garden = join(home.path, 'garden')
  await mkdir(join(garden, 'beds'), { recursive: true })
  await writeFile(join(garden, 'map.bin'), Buffer.alloc(48 * 1024 * 1024, 'pear'))
  for (const bed of ['a', 'b', 'c']) await writeFile(join(garden, 'beds', bed), bed)

  await using sending = await alice.start(['send', garden, '--json'])
  const offered = await sending.waitForJson(({ type }) => type === 'send', { timeoutMs: 60_000 })
  const code = String(offered['code'])
  expect(code).toMatch(CODE)
  await succeed(bob, ['receive', code, '--to', join(home.path, 'copy'), '--yes'])
  await sending.waitForJson(({ type, phase }) => type === 'receiver' && phase === 'done')
  expect(await sending.exited, sending.stderr).toEqual({ code: 0, signal: null })
  expect(await readTree(join(home.path, 'copy/garden'))).toEqual(await readTree(garden))
}, 240_000)
