import { readFile, stat } from 'node:fs/promises'
import { createTestDht, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createPerson, succeed } from '../src/person.ts'
import { MARKER, readExpected, STORES, unpackProfile, versions } from '../src/store-fixture.ts'

const all = await versions()

test('there is a store to open, and all are small', async () => {
  expect(all.length).toBeGreaterThan(0)
  for (const version of all)
    expect((await stat(`${STORES}/${version}/alice.tar.gz`)).size).toBeLessThan(300_000)
})

test.each(all)('the store that %s has written opens, has everything in it, and goes on', async (version) => {
  await using dht = await createTestDht()
  await using home = await tempDir('home')
  await using alice = createPerson('alice', { home: home.path, options: ['--bootstrap', dht.address] })
  await unpackProfile(version, alice.dir, { restore: true })
  const { room, name, messages, members } = await readExpected(version)

  const history = async () => (await succeed(alice, ['room', 'history', name, '--json'])).json
  expect((await history()).map((message) => ({ name: message['name'], text: message['text'] }))).toEqual(
    messages,
  )
  const found = (await succeed(alice, ['room', 'members', room, '--json'])).json
  expect(found.map(({ id, name: nickname, role }) => ({ id, name: nickname, role }))).toEqual(members)
  await succeed(alice, ['room', 'say', room, 'still here'])
  expect((await history()).at(-1)).toMatchObject({ text: 'still here', mine: true })
})

test.each(all)(
  'a plain copy of the store that %s has written is refused, and left as it is',
  async (version) => {
    await using home = await tempDir('home')
    await using alice = createPerson('alice', { home: home.path, options: ['--bootstrap', '127.0.0.1:1'] })
    await unpackProfile(version, alice.dir, { restore: false })
    const marker = await readFile(`${alice.dir}/${MARKER}`, 'utf8')
    const ran = await alice.comice(['room', 'list'])
    expect(ran.code).toBe(8)
    expect(ran.stderr).toContain('STORE_MOVED')
    expect(await readFile(`${alice.dir}/${MARKER}`, 'utf8')).toBe(marker)
  },
)
