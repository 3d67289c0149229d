import { createNetworks, tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createPerson, createRoom, type Person, succeed } from '../src/person.ts'

/** Each says something and the other sees it. */
async function talk(alice: Person, bob: Person, room: string): Promise<void> {
  await succeed(alice, ['room', 'say', room, 'hello bob'])
  await waitFor(async () => (await bob.history(room)).includes('hello bob'), {
    intervalMs: 200,
    timeoutMs: 60_000,
  })
  await succeed(bob, ['room', 'say', room, 'hello alice'])
  await waitFor(async () => (await alice.history(room)).includes('hello alice'), {
    intervalMs: 200,
    timeoutMs: 60_000,
  })
}

/** Connections of a moment, one more while two ends dial each other, are not what is meant. */
async function isIn(person: Person, expected: { state: string; segments: string[] }): Promise<void> {
  await waitFor(async () => {
    const [status] = (await succeed(person, ['status', '--json'])).json
    const connections = status?.['connections'] as { segment: string }[]
    const segments = connections.map(({ segment }) => segment)
    expect({ state: status?.['state'], segments }).toEqual(expected)
    return true
  })
}

test('two profiles on one machine without any network find each other and talk, without flags', async () => {
  await using home = await tempDir('home')
  await using networks = await createNetworks({ hosts: ['alice'] })
  const on = networks.hosts.alice
  await on.unplug()
  await using alice = createPerson('alice', { home: home.path, on })
  await using bob = createPerson('bob', { home: home.path, on })
  const room = await createRoom('Pears', [alice, bob])
  await talk(alice, bob, room)
  await isIn(bob, { state: 'local', segments: ['loopback'] })
})

test('two machines on a LAN without internet find each other and talk, without flags', async () => {
  await using home = await tempDir('home')
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  const { hosts } = networks
  await using alice = createPerson('alice', { home: home.path, on: hosts.alice })
  await using bob = createPerson('bob', { home: home.path, on: hosts.bob })
  const room = await createRoom('Pears', [alice, bob])
  await talk(alice, bob, room)
  await isIn(alice, { state: 'local', segments: ['lan'] })
})

test('what two people say while they are apart is in the same order at both when they meet again', async () => {
  await using home = await tempDir('home')
  await using networks = await createNetworks({ hosts: ['alice'] })
  const on = networks.hosts.alice
  await using alice = createPerson('alice', { home: home.path, on })
  await using bob = createPerson('bob', { home: home.path, on })
  const room = await createRoom('Pears', [alice, bob])
  await talk(alice, bob, room)

  await succeed(bob, ['stop'])
  for (const text of ['a1', 'a2', 'a3']) await succeed(alice, ['room', 'say', room, text])
  await succeed(alice, ['stop'])
  for (const text of ['b1', 'b2', 'b3']) await succeed(bob, ['room', 'say', room, text])
  expect(await bob.history(room)).toEqual(['hello bob', 'hello alice', 'b1', 'b2', 'b3'])

  const histories = await waitFor(
    async () => {
      const [hers, his] = [await alice.history(room), await bob.history(room)]
      return hers.length === 8 && his.length === 8 && { hers, his }
    },
    { timeoutMs: 60_000, intervalMs: 500 },
  )
  expect(histories.hers).toEqual(histories.his)
  expect(histories.hers.filter((text) => text.startsWith('a'))).toEqual(['a1', 'a2', 'a3'])
  expect(histories.hers.filter((text) => text.startsWith('b'))).toEqual(['b1', 'b2', 'b3'])
})
