/** Apps, to and from a program that knows hyperdrive and Pear's layout: processes that meet on a DHT of this machine. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import { writeApp } from '@comice/tests-e2e/app-folder'
import { createPerson, type Person, succeed } from '@comice/tests-e2e/person'
import { expect, test } from 'vitest'
import { PLAIN_DRIVE, type PlainDrive, type Read, startPlainDrive } from '../src/start-plain-drive.ts'

const wait = { timeoutMs: 60_000, intervalMs: 200 }

async function createWorld() {
  await using opening = new AsyncDisposableStack()
  const dht = opening.use(await createTestDht())
  const home = opening.use(await tempDir('home'))
  const person = (name: string) =>
    opening.use(createPerson(name, { home: home.path, options: ['--bootstrap', dht.address] }))
  const alice = person('alice')
  const bob = person('bob')
  const open = opening.move()
  return { dht, home, alice, bob, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

function filesOf(version: string): Record<string, string> {
  const manifest = { name: 'orchard', version, main: 'index.js', pear: { name: 'Orchard', type: 'terminal' } }
  return {
    '/package.json': JSON.stringify(manifest),
    '/index.js': `console.log('orchard ${version}', require('./lib/tree.js'))`,
    '/lib/tree.js': `module.exports = 'with trees'`,
  }
}

async function runs(person: Person, link: string): Promise<string> {
  return (await succeed(person, ['run', link, '--yes'])).lines.join('\n')
}

/** Looks until there is an update, whose name `app update` prints. */
async function hasUpdate(person: Person, link: string): Promise<void> {
  await waitFor(async () => {
    const { json } = await person.comice(['app', 'update', link, '--timeout', '5', '--json'])
    return json[0]?.['kind'] === 'ready'
  }, wait)
}

/** Reads until the released version is that one. */
function reads(drive: PlainDrive, version: string): Promise<Read> {
  return waitFor(async () => {
    const read = await drive.read()
    const { version: found } = JSON.parse(read.files['/package.json'] ?? '{}') as { version?: string }
    return found === version && read
  }, wait)
}

test('the plain program imports nothing but the stack', async () => {
  const source = await readFile(PLAIN_DRIVE, 'utf8')
  const imported = [...source.matchAll(/^import .* from '(?<from>.*)'$/gmu)].map(
    ({ groups }) => groups?.['from'],
  )
  expect(imported).toEqual(['node:readline', 'corestore', 'hyperdht', 'hyperdrive', 'hyperswarm'])
})

test('a drive that a plain program wrote in Pear’s layout runs at its release, is updated and taken back', async () => {
  await using world = await createWorld()
  const { dht, home, bob } = world
  await using author = await startPlainDrive(home.join('plain'), { dht })
  const { link } = author
  await author.write(filesOf('1.0.0'))
  const first = await author.release()
  await author.write(filesOf('1.1.0-not-released'))

  const asked = await bob.comice(['run', link])
  expect(asked.code).toBe(4)
  expect(asked.stderr).toContain('Orchard was not allowed to run yet')
  expect(await runs(bob, link)).toBe('orchard 1.0.0 with trees')
  const [info] = (await succeed(bob, ['app', 'info', link, '--json'])).json
  expect(info).toMatchObject({ installed: { current: { author: null, length: first.length } } })

  await author.write(filesOf('2.0.0'))
  await author.release()
  await hasUpdate(bob, link)
  expect(await runs(bob, link)).toBe('orchard 2.0.0 with trees')
  await author.release(first.length)
  await hasUpdate(bob, link)
  expect(await runs(bob, link)).toBe('orchard 1.0.0 with trees')
})

test('a plain program that cuts its drive is followed no more, until the user says so', async () => {
  await using world = await createWorld()
  const { dht, home, bob } = world
  await using author = await startPlainDrive(home.join('plain'), { dht })
  const { link } = author
  await author.write(filesOf('1.0.0'))
  await author.release()
  expect(await runs(bob, link)).toBe('orchard 1.0.0 with trees')

  await author.cut()
  await author.write(filesOf('2.0.0'))
  await author.release()
  const stopped = await waitFor(async () => {
    const ran = await bob.comice(['app', 'update', link, '--timeout', '5'])
    return ran.code === 8 && ran
  }, wait)
  expect(stopped.lines).toEqual([expect.stringContaining('Its author cut the app’s drive back.')])
  expect(stopped.stderr).toContain('--as-it-is')
  expect(await runs(bob, link)).toBe('orchard 1.0.0 with trees')

  await succeed(bob, ['app', 'update', link, '--as-it-is'])
  await hasUpdate(bob, link)
  expect(await runs(bob, link)).toBe('orchard 2.0.0 with trees')
})

test('a plain program reads what Comice staged and released, and gives it on when its author is gone', async () => {
  await using world = await createWorld()
  const { dht, home, alice, bob } = world
  const dir = home.join('garden')
  await writeApp(dir, '1.0.0')
  const staged = (await succeed(alice, ['app', 'stage', dir, '--json'])).json
  const link = String(staged.find(({ type }) => type === 'staged')?.['link'])
  await succeed(alice, ['app', 'release', dir])
  await using seed = await alice.start(['app', 'seed', dir, '--json'])
  // A plain program looks once, when it starts.
  await seed.waitForJson(({ link: given }) => given === link, wait)
  await using reader = await startPlainDrive(home.join('plain'), { dht, link })

  const one = await reads(reader, '1.0.0')
  expect(Object.keys(one.files).sort()).toEqual(['/index.js', '/package.json'])
  expect(one.files['/index.js']).toBe(await readFile(join(dir, 'index.js'), 'utf8'))
  expect(one.manifest).toMatchObject({ name: 'garden', version: '1.0.0' })

  // What is staged and not released is there, and is not what `release` names.
  await writeApp(dir, '2.0.0')
  await succeed(alice, ['app', 'stage', dir])
  await waitFor(async () => (await reader.read()).length > one.length, wait)
  expect(await reads(reader, '1.0.0')).toMatchObject({ release: one.release, files: one.files })
  await succeed(alice, ['app', 'release', dir])
  expect((await reads(reader, '2.0.0')).release).toBeGreaterThan(one.release)
  await succeed(alice, ['app', 'rollback', dir])
  expect((await reads(reader, '1.0.0')).release).toBe(one.release)

  await reader.keep()
  await seed.stop()
  await succeed(alice, ['stop'])
  expect(await runs(bob, link)).toBe('garden 1.0.0 1.0.0')
  const [info] = (await succeed(bob, ['app', 'info', link, '--json'])).json
  expect(info).toMatchObject({
    installed: { current: { length: one.release, author: expect.stringMatching(/^[a-z0-9]{52}$/u) } },
  })
})
