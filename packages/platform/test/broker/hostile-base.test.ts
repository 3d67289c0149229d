/** A writer of an app's base whose client was changed: it writes past Autobase into the core that it was let in with. */
import { openStore } from '@comice/storage'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createAppPeers, type TestApp } from './apps.ts'

const program = 'chat-agent'
const connected = (app: TestApp) => app.told<{ event: string }>(({ event }) => event === 'connection')

interface Opened {
  id: string
  local: string
}

async function meet(apps: readonly TestApp[]): Promise<void> {
  for (const app of apps) {
    await app.run('swarm.open', { replicate: true })
    await app.run('swarm.join', { topic: 'chat' })
  }
  await Promise.all(apps.map(connected))
}

test('an app’s base goes on, at everybody, after blocks of a writer that are none', async () => {
  await using peers = await createAppPeers()
  const alice = await (await peers.peer('alice')).start({ program })
  const mallory = await peers.peer('mallory')
  const first = await mallory.start({ program })
  await meet([alice, first])
  const { id } = await alice.run<Opened>('base.open')
  const { local } = await first.run<Opened>('base.open', { id })
  await alice.run('base.append', { value: { add: local, indexer: false } })
  await first.told<{ writable: boolean }>((event) => event.writable)
  await first.run('base.append', { value: { say: 'hello' } })
  const texts = async (app: TestApp) => {
    const read = await app.run<{ texts: { text: string }[] }>('base.read')
    return read.texts.map(({ text }) => text)
  }
  await waitFor(async () => (await texts(alice)).includes('hello'))
  await first.kill()
  let written = 0
  {
    const opened = await openStore(`${first.storageDir}/store`, { onFailure: () => undefined })
    const core = opened.store.get({ key: Buffer.from(local, 'hex'), valueEncoding: 'binary' })
    await core.ready()
    await core.append([Buffer.from('ffffffffffffffffff', 'hex'), Buffer.alloc(0), Buffer.alloc(64, 7)])
    written = core.length
    await core.close()
    await opened.close()
  }
  const second = await mallory.start({ program, storage: first.storageDir })
  const bob = await (await peers.peer('bob')).start({ program })
  for (const app of [second, bob]) {
    await app.run('swarm.open', { replicate: true })
    await app.run('swarm.join', { topic: 'chat' })
  }
  await second.run('core.open', { as: 'mine', key: local })
  await alice.run('core.open', { as: 'hers', key: local })
  // What she wrote is at alice's, whose base goes on.
  await waitFor(async () => (await alice.run<number>('core.length', { as: 'hers' })) >= written)
  await alice.run('base.append', { value: { say: 'alice goes on' } })
  expect(await texts(alice)).toEqual(['hello', 'alice goes on'])
  // And so does one that is opened only now, with these blocks in its past.
  await bob.run('base.open', { id })
  await waitFor(async () => (await texts(bob)).includes('alice goes on'))
  expect(await texts(bob)).toEqual(await texts(alice))
  expect(alice.stderr()).toBe('')
})
