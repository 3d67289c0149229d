import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { type AppPeers, createAppPeers, type StartOptions, type TestApp } from './apps.ts'

/** Starts an app on a new peer, on a topic. */
async function join(
  peers: AppPeers,
  name: string,
  options: StartOptions & { topic?: string } = {},
): Promise<TestApp> {
  const app = await (await peers.peer(name)).start(options)
  await app.run('swarm.open', { replicate: true })
  await app.run('swarm.join', { topic: options.topic ?? 'garden' })
  return app
}

const connected = (app: TestApp) =>
  app.told<{ event: string; peer: string }>(({ event }) => event === 'connection')

test('the same app on two peers meets on a topic, and replicates a core between the nodes', async () => {
  await using peers = await createAppPeers()
  const alice = await join(peers, 'alice')
  const bob = await join(peers, 'bob')
  await Promise.all([connected(alice), connected(bob)])
  const { id } = await alice.run<{ id: string }>('core.open', { as: 'diary', name: 'diary' })
  await alice.run('core.append', { as: 'diary', blocks: ['one', 'two'] })
  await bob.run('core.open', { as: 'copy', key: id })
  expect(await bob.run('core.get', { as: 'copy', index: 1 })).toBe('two')
  await alice.run('core.append', { as: 'diary', blocks: 'three' })
  await bob.told<{ as: string; length: number }>(({ as, length }) => as === 'copy' && length === 3)
  expect(await bob.run('core.read', { as: 'copy' })).toEqual(['one', 'two', 'three'])
})

test('bytes go to and fro on a connection, and its end is told', async () => {
  await using peers = await createAppPeers()
  const alice = await join(peers, 'alice')
  const bob = await join(peers, 'bob')
  await Promise.all([connected(alice), connected(bob)])
  await bob.run('connection.listen')
  await alice.run('connection.listen')
  await alice.run('connection.write', { text: 'hello' })
  await bob.told<{ text: string }>(({ text }) => text === 'hello')
  await bob.run('connection.write', { text: 'hi' })
  await alice.told<{ text: string }>(({ text }) => text === 'hi')
  await bob.kill()
  await alice.told<{ event: string }>(({ event }) => event === 'disconnected')
  await waitFor(() => alice.broker.cost().connections === 0)
})

test('what a peer says first is read exactly, in however many pieces it comes, and the rest stays', async () => {
  await using peers = await createAppPeers()
  const alice = await join(peers, 'alice')
  const bob = await join(peers, 'bob')
  await Promise.all([connected(alice), connected(bob)])
  const key = alice.run('connection.exactly', { bytes: 7 })
  for (const text of ['he', 'llo', ' al', 'ice']) await bob.run('connection.write', { text })
  expect(await key).toEqual({ text: 'hello a' })
  expect(await alice.run('connection.exactly', { bytes: 2 })).toEqual({ text: 'li' })
  const more = alice.run('connection.exactly', { bytes: 8 })
  await bob.kill()
  expect(await more).toEqual({ text: null })
})

test('an app of another key does not meet on the same topic', async () => {
  await using peers = await createAppPeers()
  const alice = await join(peers, 'alice')
  const mallory = await join(peers, 'mallory', { app: 'other' })
  // Bob of the right app does, in that time.
  const bob = await join(peers, 'bob')
  await Promise.all([connected(alice), connected(bob)])
  expect(mallory.broker.cost().connections).toBe(0)
  expect(alice.broker.cost().connections).toBe(1)
})

test('a topic that the user gave is joined as it is, so two apps meet there, and share no channel of bytes', async () => {
  await using peers = await createAppPeers()
  const topics = [Buffer.alloc(32, 'garden').toString('hex')]
  const one = await (await peers.peer('alice')).start({ app: 'one', permissions: { topics } })
  const two = await (await peers.peer('bob')).start({ app: 'two', permissions: { topics } })
  for (const app of [one, two]) {
    await app.run('swarm.open', { replicate: true })
    await app.run('swarm.join', { topic: 'garden' })
  }
  await Promise.all([connected(one), connected(two)])
})

test('the swarm belongs to one process, and an app keeps its key between runs', async () => {
  await using peers = await createAppPeers()
  const alice = await peers.peer('alice')
  const app = await alice.start()
  const first = await app.run<{ publicKey: string }>('swarm.open')
  await expect(app.run('swarm.open')).rejects.toMatchObject({ code: 'SWARM_IN_USE' })
  await app.run('swarm.destroy').catch(() => undefined)
  await app.kill()
  const again = await alice.start()
  expect(await again.run('swarm.open')).toEqual(first)
  const other = await alice.start({ app: 'other' })
  expect(await other.run('swarm.open')).not.toEqual(first)
  expect(first.publicKey).not.toBe(Buffer.from(alice.peer.identity.device.publicKey).toString('hex'))
})

test('a stalled app does not grow its node: what waits stays within the windows, and the writer waits too', async () => {
  await using peers = await createAppPeers()
  const alice = await join(peers, 'alice')
  const bob = await join(peers, 'bob')
  await Promise.all([connected(alice), connected(bob)])
  // Bob's process is frozen: it reads neither the connection nor its pipe.
  bob.child.kill('SIGSTOP')
  await alice.run('connection.flood', { bytes: 256 * 1024 * 1024 })
  let most = 0
  await waitFor(() => {
    most = Math.max(most, bob.broker.cost().bufferedBytes, alice.broker.cost().bufferedBytes)
    return alice.broker.cost().bytesIn > 600_000 && most > 200_000
  })
  // Both nodes go on serving; what alice's app could write ended with the windows of the way.
  await alice.run('core.open', { as: 'diary', name: 'diary' })
  expect(alice.broker.cost().bytesIn).toBeLessThan(2.5 * 1024 * 1024)
  expect(most).toBeLessThan(1024 * 1024)
  bob.child.kill('SIGCONT')
  await bob.run('connection.count', { bytes: 16 * 1024 * 1024 })
  await bob.told<{ event: string }>(({ event }) => event === 'counted')
})

test('more topics than the quota are refused by name', async () => {
  await using peers = await createAppPeers()
  const app = await (await peers.peer('alice')).start({ quota: { maxTopics: 1 } })
  await app.run('swarm.open')
  await app.run('swarm.join', { topic: 'one' })
  await expect(app.run('swarm.join', { topic: 'two' })).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' })
})
