/** The life of an app between an author, a seeder and a user, each a process of its own on a DHT of this machine. */
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseLink } from '@comice/protocol'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import Corestore from 'corestore'
import { expect, test } from 'vitest'
import { writeApp } from '../src/app-folder.ts'
import { createPerson, type Person, succeed } from '../src/person.ts'
import { startSeeder } from '../src/seeder.ts'
import { MARKER } from '../src/store-fixture.ts'

const wait = { timeoutMs: 60_000 }

/** What the app says when it runs. */
async function runs(person: Person, link: string, ...options: readonly string[]): Promise<string> {
  const { lines } = await succeed(person, ['run', link, ...options])
  return lines.join('\n')
}

/** Waits until the person's node has heard of another version, and has it whole. */
async function hasUpdate(person: Person, link: string): Promise<string> {
  return waitFor(async () => {
    const { json } = await person.comice(['app', 'update', link, '--timeout', '10', '--json'])
    const [update] = json
    if (update?.['kind'] !== 'ready') throw new Error(`the update is ${JSON.stringify(update)}`)
    return String(update['text'])
  }, wait)
}

test('an app lives on with a seeder, is updated, taken back, and runs offline; a cut one runs as it was', async () => {
  await using dht = await createTestDht()
  await using home = await tempDir('home')
  const options = ['--bootstrap', dht.address]
  await using alice = createPerson('alice', { home: home.path, options })
  await using bob = createPerson('bob', { home: home.path, options })
  const [identity] = (await succeed(alice, ['id', 'show', '--json'])).json
  await using cleanup = new AsyncDisposableStack()
  const seeder = await startSeeder(home.path, {
    allow: [String(identity?.['device'])],
    bootstrap: dht.address,
  })
  cleanup.use(seeder)

  const dir = join(home.path, 'garden')
  await writeApp(dir, '1.0.0')
  const staged = (await succeed(alice, ['app', 'stage', dir, '--json'])).json
  const link = String(staged.find(({ type }) => type === 'staged')?.['link'])
  await succeed(alice, ['app', 'release', dir])
  const kept = (await succeed(alice, ['app', 'seed', dir, '--on', seeder.key, '--json'])).json
  expect(kept.at(-1)).toMatchObject({ type: 'keep', done: true })

  // The author is gone: what runs is the seeder's.
  await succeed(alice, ['stop'])
  expect(await runs(bob, link, '--yes')).toBe('garden 1.0.0 1.0.0')

  // The author is back, and so is a newer version.
  await writeApp(dir, '2.0.0')
  await succeed(alice, ['app', 'stage', dir])
  await succeed(alice, ['app', 'release', dir])
  await succeed(alice, ['app', 'seed', dir, '--on', seeder.key])
  await succeed(alice, ['stop'])
  expect(await hasUpdate(bob, link)).toBe('2.0.0')
  expect(await runs(bob, link, '--no-update')).toBe('garden 1.0.0 1.0.0')
  expect(await runs(bob, link)).toBe('garden 2.0.0 2.0.0')

  const [back] = (await succeed(alice, ['app', 'rollback', dir, '--json'])).json
  expect(back).toMatchObject({ type: 'release', version: '1.0.0', channel: 'stable' })
  await using seed = await alice.start(['app', 'seed', dir])
  expect(await hasUpdate(bob, link)).toBe('back to 1.0.0')
  expect(await runs(bob, link)).toBe('garden 1.0.0 1.0.0')
  await seed.stop()
  await succeed(alice, ['stop'])
  await cleanup.disposeAsync()

  // Nobody is left, and bob's node starts anew.
  await succeed(bob, ['stop'])
  expect(await runs(bob, link)).toBe('garden 1.0.0 1.0.0')
  const unheard = await bob.comice(['app', 'update', link, '--timeout', '20'])
  expect(unheard, unheard.stderr).toMatchObject({
    code: 6,
    lines: [expect.stringContaining('nobody who has it answered')],
  })

  // The author's tools are replaced by something that cuts the drive and writes on.
  await cutDrive(alice, link)
  await using cut = await alice.start(['app', 'seed', dir])
  await hasStopped(bob, link, 'cut the app’s drive back')
  expect(await runs(bob, link)).toBe('garden 1.0.0 1.0.0')
  await cut.stop()
  await succeed(alice, ['stop'])
})

test('an author who goes on from a restored backup signs two histories: it is told, and what runs goes on', async () => {
  await using dht = await createTestDht()
  await using home = await tempDir('home')
  const options = ['--bootstrap', dht.address]
  await using alice = createPerson('alice', { home: home.path, options })
  await using bob = createPerson('bob', { home: home.path, options })
  const dir = join(home.path, 'garden')
  await writeApp(dir, '1.0.0')
  const staged = (await succeed(alice, ['app', 'stage', dir, '--json'])).json
  const link = String(staged.find(({ type }) => type === 'staged')?.['link'])
  await succeed(alice, ['app', 'release', dir])
  await succeed(alice, ['stop'])
  const backup = join(home.path, 'backup')
  await cp(alice.dir, backup, { recursive: true })

  await release(alice, dir, '2.0.0')
  {
    await using _seed = await alice.start(['app', 'seed', dir])
    expect(await runs(bob, link, '--yes')).toBe('garden 2.0.0 2.0.0')
  }
  for (const person of [alice, bob]) await succeed(person, ['stop'])

  // Her disk broke. The backup knows nothing of 2.0.0, and nobody who does is there.
  await rm(alice.dir, { recursive: true })
  await cp(backup, alice.dir, { recursive: true })
  await rm(join(alice.dir, MARKER))
  for (const version of ['2.0.1', '2.0.2', '2.0.3']) await release(alice, dir, version)
  await using _seed = await alice.start(['app', 'seed', dir])
  await hasStopped(bob, link, 'Two histories of the app’s drive are signed')
  expect(await runs(bob, link)).toBe('garden 2.0.0 2.0.0')
})

async function release(author: Person, dir: string, version: string): Promise<void> {
  await writeApp(dir, version)
  await succeed(author, ['app', 'stage', dir])
  await succeed(author, ['app', 'release', dir])
}

/** Looks until there are no more updates of the app, for a reason that every command says. */
async function hasStopped(person: Person, link: string, words: string): Promise<void> {
  await waitFor(async () => {
    const { code, json, stderr } = await person.comice(['app', 'update', link, '--timeout', '10', '--json'])
    if (code === 8) return expect(json).toMatchObject([{ kind: 'stopped' }])
    throw new Error(`the update ended with ${code}: ${JSON.stringify(json)} ${stderr}`)
  }, wait)
  const updated = await person.comice(['app', 'update', link])
  expect(updated).toMatchObject({ code: 8, lines: [expect.stringContaining(words)] })
  const listed = await succeed(person, ['app', 'list'])
  expect(listed.lines).toEqual([expect.stringContaining(words)])
}

/** Cuts the entries of the drive back to the middle, and appends until it is longer than it was. */
async function cutDrive({ dir }: Person, link: string): Promise<void> {
  const store = new Corestore(join(dir, 'store'))
  const core = store.get({ key: Buffer.from(parseLink(link).key) })
  await core.ready()
  const { length } = core
  await core.truncate(Math.floor(length / 2))
  for (let at = core.length; at <= length + 2; at++) await core.append('not what it was')
  await store.close()
}
