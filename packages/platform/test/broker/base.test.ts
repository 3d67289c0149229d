import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createAppPeers, type TestApp } from './apps.ts'

const program = 'chat-agent'
const connected = (app: TestApp) => app.told<{ event: string }>(({ event }) => event === 'connection')

interface Opened {
  id: string
  local: string
  writable: boolean
}

interface Read {
  texts: { text: string; nth: number }[]
  members: number[]
}

test('two apps chat on a base: a writer is added, both write, both read the same', async () => {
  await using peers = await createAppPeers()
  const alice = await (await peers.peer('alice')).start({ program })
  const bob = await (await peers.peer('bob')).start({ program })
  for (const app of [alice, bob]) {
    await app.run('swarm.open', { replicate: true })
    await app.run('swarm.join', { topic: 'chat' })
  }
  await Promise.all([connected(alice), connected(bob)])
  const { id } = await alice.run<Opened>('base.open')
  await alice.run('base.append', { value: { say: 'hello' } })
  const { local, writable } = await bob.run<Opened>('base.open', { id })
  expect(writable).toBe(false)
  await expect(bob.run('base.append', { value: { say: 'x' } })).rejects.toMatchObject({
    code: 'BASE_NOT_WRITABLE',
  })
  await alice.run('base.append', { value: { add: local, indexer: false } })
  await bob.told<{ writable: boolean }>((event) => event.writable)
  await bob.run('base.append', { value: { say: 'hi alice' } })
  const texts = async (app: TestApp) => (await app.run<Read>('base.read')).texts
  const expected = [
    { text: 'hello', nth: 0 },
    { text: 'hi alice', nth: 1 },
  ]
  await waitFor(async () => (await texts(alice)).length === 2)
  expect(await texts(alice)).toEqual(expected)
  expect(await texts(bob)).toEqual(expected)
})

test('an operation whose handler throws changes nothing, is told, and the next ones go on', async () => {
  await using peers = await createAppPeers()
  const alice = await peers.peer('alice')
  const app = await alice.start({ program })
  await app.run('base.open')
  await app.run('base.append', { value: { say: 'one' } })
  await app.run('base.append', { value: { fail: 'on purpose' } })
  expect(await app.told<{ event: string }>(({ event }) => event === 'base-error')).toMatchObject({
    message: 'on purpose',
  })
  await app.run('base.append', { value: { say: 'two' } })
  const read = await app.run<Read>('base.read')
  expect(read).toEqual({
    texts: [
      { text: 'one', nth: 0 },
      { text: 'two', nth: 1 },
    ],
    members: [2],
  })
  await app.kill()
  const again = await alice.start({ program })
  await again.run('base.open')
  expect(await again.run('base.read')).toEqual(read)
})

test('views cannot be changed outside of apply, and a base is open once', async () => {
  await using peers = await createAppPeers()
  const app = await (await peers.peer('alice')).start({ program })
  await app.run('base.open')
  await app.run('base.append', { value: { say: 'one' } })
  await expect(app.run('base.cheat')).rejects.toMatchObject({ code: 'VIEW_READ_ONLY' })
  await expect(app.run('base.open')).rejects.toMatchObject({ code: 'BASE_IN_USE' })
})

test('an app that is killed while it applies leaves views that go on where they were', async () => {
  await using peers = await createAppPeers()
  const alice = await peers.peer('alice')
  let said = 0
  for (let run = 0; run < 3; run++) {
    const app = await alice.start({ program })
    await app.run('base.open')
    const appends = Array.from({ length: 40 }, (_, index) =>
      app.run('base.append', { value: { say: `${run} ${index}` } }).then(
        () => said++,
        () => undefined,
      ),
    )
    await waitFor(async () => (await app.run<Read>('base.read')).texts.length > run * 5)
    await app.kill()
    await Promise.all(appends)
  }
  const app = await alice.start({ program })
  await app.run('base.open')
  await app.run('base.append', { value: { say: 'last' } })
  const { texts, members } = await app.run<Read>('base.read')
  expect(texts.length).toBeGreaterThanOrEqual(said + 1)
  expect(texts.map(({ nth }) => nth)).toEqual(texts.map((_, index) => index))
  expect(members).toEqual([texts.length])
})
