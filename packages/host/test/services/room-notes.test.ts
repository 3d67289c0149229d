/** Rooms of a node that starts: which of them it opens, and what it shows of the others. */
import type { TestDht } from '@comice/testkit'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { appRouter } from '../../src/api/app-router.ts'
import { type Host, startHost } from '../../src/host/host.ts'
import { RoomNotes } from '../../src/services/room-notes.ts'
import { markersOf } from './markers-of.ts'

const OFFLINE = { local: false, public: false }

function start(dir: string, dht: TestDht | null = null): Promise<Host> {
  const network = dht === null ? OFFLINE : { bootstrap: [...dht.bootstrap] }
  return startHost({ dir, network, idleMs: 0 })
}

function callsOf({ services }: Host) {
  return appRouter.createCaller({ services, caller: 'local', drained: () => Promise.resolve() })
}

/** Names of the rooms that are open. */
async function openOf({ services }: Host): Promise<string[]> {
  return (await services.rooms.list()).filter(({ isOpen }) => isOpen).map(({ name }) => name)
}

test('a node that stopped shows its rooms without opening them, until somebody looks into one', async () => {
  await using dir = await tempDir('profile')
  const before = await start(dir.path)
  for (const name of ['garden', 'kitchen', 'workshop']) {
    const { id } = await callsOf(before).rooms.create({ name, nickname: 'alice' })
    await callsOf(before).rooms.say({ room: id, text: `this is the ${name}` })
  }
  const shown = await callsOf(before).rooms.list()
  await before.stop('it is started again')

  await using after = await start(dir.path)
  await waitFor(() => after.services.duties.list().includes('rooms wait for their members'))
  expect(await callsOf(after).rooms.list()).toEqual(shown)
  expect(await openOf(after)).toEqual([])
  const { messages } = await callsOf(after).rooms.history({ room: 'kitchen' })
  expect(messages.map(({ text }) => text)).toEqual(['this is the kitchen'])
  expect(await openOf(after)).toEqual(['kitchen'])
  await callsOf(after).rooms.say({ room: 'kitchen', text: 'it is warm' })
  expect((await callsOf(after).rooms.list()).map(({ length }) => length)).toEqual([1, 2, 1])
})

test('a room that changes while the node stops, or is open in one that is killed, is not noted', async () => {
  await using dir = await tempDir('profile')
  await using host = await start(dir.path)
  const { profile, peer, rooms, unread } = host.services
  // As the next start would read them.
  await using markers = markersOf({ profile, peer })
  const next = () => new RoomNotes({ profile, peer, unread, markers })
  const { id } = await callsOf(host).rooms.create({ name: 'garden' })
  const [room] = rooms.opened
  await next().take(rooms.opened, async () => void (await room?.say('in between')))
  expect(await next().view(id)).toBeNull()

  await next().take(rooms.opened, () => Promise.resolve())
  expect(await next().view(id)).toMatchObject({ name: 'garden', length: 1 })
  await next().forget(id)
  expect(await next().view(id)).toBeNull()
})

test('a room whose roles may do something here does not sleep', async () => {
  await using dir = await tempDir('profile')
  const before = await start(dir.path)
  await callsOf(before).rooms.create({ name: 'garden' })
  await callsOf(before).rooms.create({ name: 'kitchen' })
  await callsOf(before).remote.grants.add({ who: 'garden:member', kind: 'role', what: 'pipe' })
  await before.stop('it is started again')

  await using after = await start(dir.path)
  await waitFor(async () => (await openOf(after)).length > 0)
  expect(await openOf(after)).toEqual(['garden'])
})

test('two nodes whose room sleeps open it when they meet, and what one had not heard is unread there', async () => {
  await using dht = await createTestDht()
  await using aliceDir = await tempDir('alice')
  await using bobDir = await tempDir('bob')
  const alice = await start(aliceDir.path, dht)
  const bob = await start(bobDir.path, dht)
  const { id } = await callsOf(alice).rooms.create({ name: 'garden', nickname: 'alice' })
  const { text } = await callsOf(alice).rooms.invite({ room: id })
  await callsOf(bob).rooms.join({ invite: text, nickname: 'bob' })
  await callsOf(bob).rooms.list()
  await bob.stop('it is started again')
  await callsOf(alice).rooms.say({ room: id, text: 'nobody is here' })
  await alice.stop('it is started again')

  await using aliceAgain = await start(aliceDir.path, dht)
  await using bobAgain = await start(bobDir.path, dht)
  await waitFor(async () => (await openOf(bobAgain)).length === 1 && (await openOf(aliceAgain)).length === 1)
  await waitFor(async () => (await callsOf(bobAgain).rooms.list())[0]?.unread === 1)
})

test('what was found by a search is found again without its room being opened', async () => {
  await using dir = await tempDir('profile')
  const before = await start(dir.path)
  const { id } = await callsOf(before).rooms.create({ name: 'garden' })
  await callsOf(before).rooms.say({ room: id, text: 'the pears are ripe' })
  await before.services.searching.ready()
  await before.stop('it is started again')

  await using after = await start(dir.path)
  await waitFor(() => after.services.duties.list().includes('rooms wait for their members'))
  const search = await after.services.searching.ready()
  expect(search.search({ words: 'pears' }).hits.map(({ room }) => room)).toEqual([id])
  expect(await openOf(after)).toEqual([])
})
