/** Writes tests/stores/<version>: run it once for each release, with `pnpm --filter tests-e2e make-store <version>`. */
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import { createPerson, createRoom, succeed } from './person.ts'
import { type Expected, packProfile, STORES } from './store-fixture.ts'

const [version = ''] = process.argv.slice(2)
if (!/^\d+\.\d+\.\d+/u.test(version)) throw new Error('which version? for example: make-store 0.1.0')

const folder = `${STORES}/${version}`
await mkdir(folder)
await using dht = await createTestDht()
await using home = await tempDir('home')
const options = ['--bootstrap', dht.address]
await using alice = createPerson('alice', { home: home.path, options })
await using bob = createPerson('bob', { home: home.path, options })

const room = await createRoom('Pears', [alice, bob])
await succeed(alice, ['room', 'say', room, 'hello bob'])
await succeed(bob, ['room', 'say', room, 'hello alice'])
await succeed(alice, ['room', 'say', room, 'two\nlines, 日本語 and 🍐'])
await succeed(bob, ['room', 'rename', room, 'Bobby'])
await succeed(bob, ['room', 'say', room, 'I am Bobby now'])
await waitFor(async () => (await alice.history(room)).length === 4, { intervalMs: 200 })

const { json: messages } = await succeed(alice, ['room', 'history', room, '--json'])
const { json: members } = await succeed(alice, ['room', 'members', room, '--json'])
await succeed(alice, ['stop'])
await packProfile(alice.dir, `${folder}/alice.tar.gz`)
const expected: Expected = {
  room,
  name: 'Pears',
  messages: messages.map(({ name, text }) => ({ name: String(name), text: String(text) })),
  members: members.map(({ id, name, role }) => ({ id: String(id), name: String(name), role: String(role) })),
}
await writeFile(`${folder}/expected.json`, `${JSON.stringify(expected, null, 2)}\n`)
const { size } = await stat(`${folder}/alice.tar.gz`)
process.stdout.write(`${folder}: ${size} bytes\n`)
