/** Who signs goes for ever, and somebody else signs. The parts of Autobase that this needs are private: this is their test. */
import { createHash } from 'node:crypto'
import { tempDir, waitFor } from '@comice/testkit'
import { canHandOver, canHaveLength, formerCores, goToSystem, signersOf } from '@comice/storage'
import { expect, test } from 'vitest'
import { HANDOVER_BLOCK_TIMEOUT_MS } from '../../src/constants.ts'
import type { BaseInternals } from '../../src/autobase/base-internals.ts'
import { type NotesPeer, openNotes } from './notes-base.ts'

const WAIT = { timeoutMs: 20_000 } as const

function isSigned({ base }: NotesPeer): boolean {
  return base.signedLength === base.length
}

async function notesIn({ base }: NotesPeer): Promise<string> {
  const hash = createHash('sha256')
  const { list } = base.view
  for (let index = 0; index < list.length; index++) hash.update((await list.get(index)) ?? '').update('\n')
  return `${list.length} ${hash.digest('hex')}`
}

async function untilSame(peers: readonly NotesPeer[]): Promise<void> {
  await waitFor(async () => {
    const [first] = peers
    if (first === undefined || !peers.every((peer) => isSigned(peer))) return false
    const keys = new Set(peers.map(({ base }) => Buffer.from(base.core.key ?? []).toString('hex')))
    const notes = new Set(await Promise.all(peers.map((peer) => notesIn(peer))))
    return keys.size === 1 && notes.size === 1
  }, WAIT)
}

function systemOf({ base }: NotesPeer): Uint8Array {
  return base.core.key ?? Buffer.alloc(0)
}

async function writeAll(peer: NotesPeer, name: string, count: number): Promise<void> {
  for (let at = 0; at < count; at++) await peer.write(`${name} ${at}`)
}

/** Blocks that its system view can have. */
async function lengthLimit({ base }: NotesPeer): Promise<number> {
  let limit = base.core.length
  while (await canHaveLength(base, limit + 1)) limit++
  return limit
}

/** Alice has made it and signs; bob and carol write. All have everything. */
async function openGroup(stack: AsyncDisposableStack) {
  const dir = stack.use(await tempDir('hand-over'))
  const alice = stack.use(await openNotes(dir, 'alice'))
  const { key } = alice.base
  const [bob, carol] = [
    stack.use(await openNotes(dir, 'bob', key)),
    stack.use(await openNotes(dir, 'carol', key)),
  ]
  const cuts = [alice.connect(bob), alice.connect(carol)]
  bob.connect(carol)
  for (const peer of [bob, carol]) await alice.admit(peer)
  for (const { base } of [bob, carol]) await waitFor(() => base.writable, WAIT)
  await writeAll(alice, 'alice', 10)
  await writeAll(bob, 'bob', 3)
  await untilSame([alice, bob, carol])
  const cutAlice = () => {
    for (const cut of cuts) cut()
  }
  return { dir, alice, bob, carol, cutAlice, open: (name: string) => openNotes(dir, name, key) }
}

test('with the only signer gone another writer signs, and a newcomer goes forward to what it signed', async () => {
  await using stack = new AsyncDisposableStack()
  const { alice, bob, carol, cutAlice, open } = await openGroup(stack)
  cutAlice()
  await writeAll(carol, 'carol', 20)
  await waitFor(() => bob.base.length === carol.base.length, WAIT)
  expect(isSigned(bob)).toBe(false)
  const former = [systemOf(carol), carol.base.view.list.key, carol.base.view.tree.core.key]
  await bob.takeOver()
  await untilSame([bob, carol])
  expect(await formerCores(carol.base)).toEqual(expect.arrayContaining(former))
  expect(signersOf(carol.base)).toEqual([bob.base.local.key])
  expect(systemOf(bob)).not.toEqual(systemOf(alice))
  await writeAll(carol, 'carol again', 20)
  await untilSame([bob, carol])

  const dave = stack.use(await open('dave'))
  const forward: number[] = []
  dave.base.on('fast-forward', (to: number) => forward.push(to))
  dave.connect(carol)
  await untilSame([bob, carol, dave])
  expect(forward.at(-1)).toBe(bob.base.signedLength)
  const limits = await Promise.all([bob, carol, dave].map((peer) => lengthLimit(peer)))
  expect(limits).toEqual(Array.from({ length: 3 }, () => Math.max(...limits)))
  expect(limits[0]).toBeGreaterThan(bob.base.core.length)
}, 60_000)

test('who signed and comes back with more than was known of it goes to where the others are, and nothing is lost', async () => {
  await using stack = new AsyncDisposableStack()
  const { alice, bob, carol, cutAlice } = await openGroup(stack)
  cutAlice()
  // More than the others write: its views are longer than those that it goes to.
  await writeAll(alice, 'alice alone', 60)
  await writeAll(carol, 'carol', 5)
  await waitFor(() => bob.base.length === carol.base.length, WAIT)
  await bob.takeOver()
  await untilSame([bob, carol])
  await carol.write('carol, signed by bob')
  await untilSame([bob, carol])

  for (const peer of [bob, carol]) alice.connect(peer)
  await waitFor(async () => alice.base.view.list.length === 10 + 3 + 60 + 5 + 1, WAIT)
  expect(systemOf(alice)).not.toEqual(systemOf(bob))
  await waitFor(() => goToSystem(alice.base, systemOf(bob)), WAIT)
  await untilSame([alice, bob, carol])
  await alice.write('alice is back')
  await untilSame([alice, bob, carol])
  expect(bob.base.view.list.length).toBe(10 + 3 + 60 + 5 + 2)
  expect(signersOf(alice.base)).toEqual([bob.base.local.key])
}, 60_000)

test('of two who took over on two sides of a cut, one side goes to the other, and all have the same', async () => {
  await using stack = new AsyncDisposableStack()
  const { dir, alice, bob, carol, cutAlice } = await openGroup(stack)
  const dave = stack.use(await openNotes(dir, 'dave', alice.base.key))
  const cutDave = dave.connect(carol)
  await alice.admit(dave)
  await waitFor(() => dave.base.writable, WAIT)
  await dave.write('dave')
  await untilSame([alice, bob, carol, dave])
  cutAlice()
  cutDave()
  await dave.takeOver()
  await bob.takeOver()
  await writeAll(dave, 'dave alone', 30)
  await writeAll(carol, 'carol', 3)
  await untilSame([bob, carol])
  await untilSame([dave])
  for (const peer of [bob, carol]) dave.connect(peer)
  // The longer side goes to the shorter one: the harder way.
  await waitFor(() => goToSystem(dave.base, systemOf(bob)), WAIT)
  await untilSame([bob, carol, dave])
  await dave.write('dave is back')
  await untilSame([bob, carol, dave])
  expect(signersOf(dave.base)).toEqual([bob.base.local.key])
}, 60_000)

test('a handover from a state that a device is not in changes nothing there', async () => {
  await using stack = new AsyncDisposableStack()
  const { alice, bob, carol } = await openGroup(stack)
  const before = systemOf(alice)
  await bob.write(`=${Buffer.from(before).toString('hex')} 1`)
  await bob.write(`=${Buffer.alloc(32, 1).toString('hex')} ${bob.base.indexedLength}`)
  await bob.write(`=${Buffer.from(before).toString('hex')} ${2 ** 40}`)
  await untilSame([alice, bob, carol])
  expect(systemOf(bob)).toEqual(before)
}, 60_000)

/** Dave was away for long, and came back to go forward to what alice signed. Then everybody is gone for him. */
async function openForward(stack: AsyncDisposableStack) {
  const { alice, bob, carol, open, cutAlice } = await openGroup(stack)
  const dave = stack.use(await open('dave'))
  const cutDave = dave.connect(alice)
  await alice.admit(dave)
  await waitFor(() => dave.base.writable, WAIT)
  await dave.write('dave')
  await untilSame([alice, bob, carol, dave])
  cutDave()
  await dave[Symbol.asyncDispose]()
  await writeAll(alice, 'alice, with dave away', 40)
  await untilSame([alice, bob, carol])
  cutAlice()
  const back = stack.use(await open('dave'))
  const { promise: forward, resolve } = Promise.withResolvers<number>()
  back.base.once('fast-forward', resolve)
  const cut = back.connect(carol)
  const length = await forward
  cut()
  // Or nothing is shown here.
  expect(back.base.length).toBe(length)
  return { bob, carol, dave: back, open }
}

test('a writer who went forward and has lost everybody signs alone, and the others go along', async () => {
  await using stack = new AsyncDisposableStack()
  const { bob, carol, dave, open } = await openForward(stack)
  await dave.takeOver()
  await waitFor(() => isSigned(dave), WAIT)
  expect(signersOf(dave.base)).toEqual([dave.base.local.key])
  await dave[Symbol.asyncDispose]()
  const again = stack.use(await open('dave'))
  await again.write('dave, after a restart')
  await waitFor(() => isSigned(again), WAIT)
  for (const peer of [bob, carol]) again.connect(peer)
  await untilSame([bob, carol, again])
  expect(signersOf(carol.base)).toEqual([again.base.local.key])
  expect(again.base.view.list.length).toBe(10 + 3 + 1 + 40 + 1)
}, 60_000)

test('who lacks a block of what a handover takes back does not make it: the wait has an end, and is not repeated', async () => {
  await using stack = new AsyncDisposableStack()
  const { dave } = await openForward(stack)
  const { base } = dave
  const before = systemOf(dave)
  // Of the flush before the last: what earlier versions did not fetch.
  const system = (base as unknown as BaseInternals).store.get({ key: before })
  await system.ready()
  await system.clear(base.length - 4, base.length - 2)
  await system.close()
  expect(await canHandOver(base, { system: before, length: base.indexedLength })).toBe(false)
  const asked = performance.now()
  for (let time = 0; time < 5; time++) await dave.takeOver()
  expect(performance.now() - asked).toBeLessThan(HANDOVER_BLOCK_TIMEOUT_MS)
  expect(systemOf(dave)).toEqual(before)
  await dave.write('dave goes on')
}, 60_000)
