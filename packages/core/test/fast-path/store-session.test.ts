/** Pins what store-session.ts knows of corestore and hypercore. */
import { once } from 'node:events'
import { createWire, keyPairOf, tempDir, waitFor } from '@comice/testkit'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import Corestore from 'corestore'
import Protomux from 'protomux'
import { expect, test } from 'vitest'
import { replicateOn } from '../../src/fast-path/store-session.ts'

async function setUp() {
  await using stack = new AsyncDisposableStack()
  const dir = stack.use(await tempDir())
  const open = (name: string) => stack.adopt(new Corestore(dir.join(name)), (store) => store.close())
  const [alice, bob] = [open('alice'), open('bob')]
  const kept = stack.move()
  const link = async () => {
    const wire = kept.use(createWire())
    const streams = [
      new NoiseSecretStream(true, wire.left, { keyPair: keyPairOf('alice') }),
      new NoiseSecretStream(false, wire.right, { keyPair: keyPairOf('bob') }),
    ] as const
    for (const stream of streams) kept.adopt(stream, (opened) => opened.destroy())
    for (const stream of streams) stream.on('error', () => undefined)
    await Promise.all(streams.map((stream) => once(stream, 'connect')))
    return streams.map((stream) => Protomux.from(stream)) as [Protomux, Protomux]
  }
  return { alice, bob, link, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

const channelsOf = (mux: Protomux) => [...mux].filter(({ protocol }) => protocol === 'hypercore/alpha').length

test('cores that are open, that open later, and that are only stored at the other end replicate', async () => {
  await using set = await setUp()
  const { alice, bob } = set
  const core = alice.get({ name: 'open' })
  await core.append('one')
  const stored = alice.get({ name: 'stored' })
  await stored.append('two')
  const { key } = stored
  await stored.close()
  const [atAlice, atBob] = await set.link()
  replicateOn(alice, atAlice)
  replicateOn(bob, atBob)
  expect(String(await bob.get({ key: core.key }).get(0))).toBe('one')
  expect(String(await bob.get({ key }).get(0))).toBe('two')
})

test('when it ended on a mux, no core has a channel there, and none gets one', async () => {
  await using set = await setUp()
  const { alice, bob } = set
  const core = alice.get({ name: 'open' })
  await core.append('one')
  const [atAlice, atBob] = await set.link()
  const [leaveAlice, leaveBob] = [replicateOn(alice, atAlice), replicateOn(bob, atBob)]
  const copy = bob.get({ key: core.key })
  await copy.get(0)
  leaveBob()
  expect(channelsOf(atBob)).toBe(0)
  await waitFor(() => channelsOf(atAlice) === 0)
  leaveAlice()
  const later = alice.get({ name: 'later' })
  await later.append('two')
  const late = bob.get({ key: later.key })
  await late.ready()
  expect(await late.get(0, { timeout: 200 }).catch(() => null)).toBeNull()
  expect([channelsOf(atAlice), channelsOf(atBob)]).toEqual([0, 0])
  expect(atAlice.stream.destroying || atBob.stream.destroying).toBe(false)
})

test('it comes back to the same mux with all cores, those of the time between too', async () => {
  await using set = await setUp()
  const { alice, bob } = set
  const core = alice.get({ name: 'before' })
  await core.append('one')
  const [atAlice, atBob] = await set.link()
  const leaves = [replicateOn(alice, atAlice), replicateOn(bob, atBob)]
  const copy = bob.get({ key: core.key })
  await copy.get(0)
  for (const leave of leaves) leave()
  const between = alice.get({ name: 'between' })
  await between.append('two')
  const late = bob.get({ key: between.key })
  await late.ready()
  // As a keep does it: straight onto the mux.
  late.replicate(atBob.stream)
  await core.append('three')
  replicateOn(alice, atAlice)
  replicateOn(bob, atBob)
  expect(String(await copy.get(1))).toBe('three')
  expect(String(await late.get(0))).toBe('two')
})

test('a block that was asked for on the one mux arrives over the other', async () => {
  await using set = await setUp()
  const { alice, bob } = set
  const core = alice.get({ name: 'open' })
  await core.append(Array.from({ length: 400 }, (_, n) => `block ${n}`))
  const [atAlice, atBob] = await set.link()
  const leaves = [replicateOn(alice, atAlice), replicateOn(bob, atBob)]
  const copy = bob.get({ key: core.key })
  await copy.get(0)
  const rest = copy.download({ start: 0, end: 400 })
  for (const leave of leaves) leave()
  const [nextAlice, nextBob] = await set.link()
  replicateOn(alice, nextAlice)
  replicateOn(bob, nextBob)
  await rest.done()
  expect(copy.contiguousLength).toBe(400)
})

test('a mux that closes is forgotten, and cores that open later do not see it', async () => {
  await using set = await setUp()
  const { alice, bob } = set
  const [atAlice, atBob] = await set.link()
  replicateOn(alice, atAlice)
  const leave = replicateOn(bob, atBob)
  const closed = new Promise<void>((resolve) => atBob.stream.once('close', resolve))
  atAlice.stream.destroy()
  await closed
  leave()
  const core = bob.get({ name: 'later' })
  await core.append('one')
  const { records } = (bob as unknown as { streamTracker: { records: unknown[] } }).streamTracker
  expect(records).toEqual([])
})

test('a store that is closed is replicated no more, which is no error: its network may outlive it by a moment', async () => {
  await using set = await setUp()
  const { alice } = set
  const [atAlice] = await set.link()
  await alice.close()
  const leave = replicateOn(alice, atAlice)
  leave()
  expect(channelsOf(atAlice)).toBe(0)
})
