/** What docs/guides/sending.md says, done as it says it, in shells: alice has a garden, bob gets it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTestDht, spawnPeer, type SpawnedPeer, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { readFences } from '../src/guide.ts'
import { createPerson } from '../src/person.ts'
import { PROGRAM, SOURCE } from '../src/program.ts'
import { readTree } from '../src/read-tree.ts'

const CODE = /^\d+(?:-[a-z]+){3}$/u
const wait = { timeoutMs: 60_000 }

test('every command of the guide does what the guide says', async () => {
  await using dht = await createTestDht()
  await using home = await tempDir('home')
  const options = ['--bootstrap', dht.address]
  const desks = { alice: join(home.path, 'alice-desk'), bob: join(home.path, 'bob-desk') }
  await mkdir(join(desks.alice, 'garden/beds'), { recursive: true })
  await mkdir(desks.bob)
  await writeFile(join(desks.alice, 'plan.txt'), 'pears')
  for (const bed of ['a', 'b', 'c']) await writeFile(join(desks.alice, 'garden/beds', bed), bed)
  // They end the nodes.
  await using _alice = createPerson('alice', { home: home.path, options })
  await using _bob = createPerson('bob', { home: home.path, options })

  const shell = (person: 'alice' | 'bob', line: string): Promise<SpawnedPeer> => {
    const words = [process.execPath, SOURCE, PROGRAM, '--profile', person, ...options]
    const comice = `comice() { ${words.map((word) => `'${word}'`).join(' ')} "$@"; }`
    const env = { COMICE_HOME: home.path, NO_COLOR: '1', FORCE_COLOR: undefined }
    return spawnPeer({
      name: person,
      command: 'sh',
      args: ['-c', `${comice}\n${line}`],
      cwd: desks[person],
      env,
    })
  }
  const fences = await readFences('sending.md')
  const linesOf = (section: string, at = 0): string[] =>
    (fences.filter((one) => one.section === section)[at]?.code ?? '').trim().split('\n')
  const ended = async (one: SpawnedPeer) => {
    expect(await one.exited, one.stderr).toEqual({ code: 0, signal: null })
  }

  const sent = await shell('alice', linesOf('Send')[0] ?? '')
  const code = await sent.waitForLine(CODE, wait)
  const receiving = linesOf('Receive')[0]?.replace('CODE', code) ?? ''
  await ended(await shell('bob', `${receiving} --yes`))
  await ended(sent)
  const { alice, bob } = desks
  expect(await readTree(join(bob, 'inbox/garden'))).toEqual(await readTree(join(alice, 'garden')))
  expect(await readFile(join(bob, 'inbox/plan.txt'), 'utf8')).toBe('pears')

  const [stay = '', list = ''] = linesOf('Leave it to the node')
  const staying = await shell('alice', stay)
  const other = await staying.waitForLine(CODE, wait)
  await ended(staying)
  const listing = await shell('alice', list)
  expect(await listing.waitForLine(new RegExp(`waiting +${other}`, 'u'), wait)).toContain('garden/')
  await ended(listing)
  const [stop = ''] = linesOf('Leave it to the node', 1)
  await ended(await shell('alice', stop.replace('CODE', other)))

  const [from = '', into = ''] = linesOf('Pipes')
  const piping = await shell('alice', from)
  const last = await piping.waitForLine(CODE, wait)
  const unpacking = await shell('bob', into.replace('CODE', `${last} --yes`))
  await unpacking.waitForLine('garden/beds/c', wait)
  await ended(unpacking)
  await ended(piping)
}, 240_000)
