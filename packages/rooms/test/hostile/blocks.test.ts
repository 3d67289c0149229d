/**
 * Mallory is a member with a modified client, and writes blocks that no client of ours would. Each of these closed,
 * stalled or looped the base of other members with Autobase 7.28.1 alone, or could be expected to.
 */
import { encodeOperation } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTestRoom, type RoomMember } from '../../src/testing/test-room.ts'
import { appendBlocks, envelope, headOf, insides, seenBy, waitForBlocks } from './mallory.ts'

type Attack = (mallory: RoomMember, alice: RoomMember) => Promise<Uint8Array[]> | Uint8Array[]

const junk = Buffer.from('no operation at all')
const many = Array.from({ length: 30_000 }, (_, number) => number)

const attacks: Record<string, Attack> = {
  'bytes that are no block': () => [Buffer.from('\xff'.repeat(40), 'latin1')],
  'an empty block': () => [Buffer.alloc(0)],
  'a block of 200 kB': () => [Buffer.alloc(200_000, 1)],
  'a version of later': () => [Buffer.concat([Buffer.from([99]), envelope({ value: junk }).subarray(1)])],
  'an empty value': () => [envelope({ value: Buffer.alloc(0) })],
  'a link into the middle of a batch': async (mallory) => {
    const { key, length } = await headOf(mallory)
    const batch = [envelope({ batch: 2, value: junk }), envelope({ value: junk })]
    return [...batch, envelope({ heads: [{ key, length: length + 1 }], value: junk })]
  },
  'a batch of nought': () => [envelope({ batch: 0, value: junk }), envelope({ value: junk })],
  'batches that do not count down': () =>
    [7, 1, 3, 9, 1, 2, 2].map((batch) => envelope({ batch, value: junk })),
  'a batch that never ends': () => [envelope({ batch: 1_000_000, value: junk })],
  'two links to one block': async (_mallory, alice) => {
    const head = await headOf(alice)
    return [envelope({ heads: [head, head], value: junk })]
  },
  'a link to itself': async (mallory) => {
    const head = { ...(await headOf(mallory)), length: 99 }
    return [envelope({ heads: [head], value: junk })]
  },
  'links to nothing': () => [envelope({ heads: [{ key: Buffer.alloc(32, 9), length: 0 }], value: junk })],
  'a trace that is too long': () => [
    envelope(
      { value: junk },
      { trace: { system: many, encryption: many, user: [{ view: 99, blocks: many }] } },
    ),
  ],
  'an optimistic block': () => [envelope({ value: junk }, { optimistic: true })],
  'a checkpoint of a signer she is not': () => [
    envelope({ value: junk }, { digest: { pointer: 0, key: Buffer.alloc(32) } }),
  ],
}

test('no crafted block changes anything at alice’s, and none stops anything', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'mallory'])
  const { alice, bob, mallory } = test
  await mallory.room.say('hello')
  await waitFor(async () => (await alice.room.history()).messages.length === 1)
  for (const [name, attack] of Object.entries(attacks)) {
    const before = await seenBy(alice.room)
    await appendBlocks(mallory, await attack(mallory, alice))
    await waitForBlocks(alice, mallory)
    await waitForBlocks(bob, mallory)
    expect(await seenBy(alice.room), name).toEqual(before)

    const count = before.messages.length
    const has = async ({ room }: RoomMember, messages: number) =>
      (await seenBy(room)).messages.length === messages
    await bob.room.say('still here')
    await waitFor(() => has(alice, count + 1), { describe: `alice to see bob after ${name}` })
    await alice.room.say('me too')
    await waitFor(() => has(bob, count + 2), { describe: `bob to see alice after ${name}` })
    // The view is signed again, so nothing hangs in the unsigned tail, and bob, who signs nothing, has the same.
    const bases = [alice, bob].map(({ room }) => insides(room).base)
    await waitFor(() => bases.every((base) => base.signedLength === base.length), {
      describe: `signing after ${name}`,
    })
    expect(await seenBy(bob.room), name).toEqual(await seenBy(alice.room))
    expect([alice.room.state, bob.room.state], name).toEqual(['member', 'member'])
  }
})

test('what mallory says in order after a broken block still arrives', async () => {
  await using test = await createTestRoom(['alice', 'mallory'])
  const { alice, mallory } = test
  const message = encodeOperation({ kind: 'message', text: 'sorry', claimedAt: 1, replyTo: null })
  const garbage = Buffer.from('\xff'.repeat(40), 'latin1')
  await appendBlocks(mallory, [garbage, envelope({ heads: [await headOf(alice)], value: message })])
  await waitFor(async () => (await alice.room.history()).messages.length === 1)
  expect(await alice.room.diagnostics()).toMatchObject({ malformed: 1 })
})

test('links to cores that are no writers do not open them, and hold up only who wrote them', async () => {
  await using test = await createTestRoom(['alice', 'bob', 'mallory'])
  const { alice, bob, mallory } = test
  const strangers = [
    Buffer.alloc(32, 5),
    insides(alice.room).base.core.key,
    insides(alice.room).base.view.core.key,
  ]
  const heads = strangers.map((key) => ({ key: key ?? Buffer.alloc(32), length: 3 }))
  await appendBlocks(mallory, [envelope({ heads, value: junk })])
  await bob.room.say('hello')
  await alice.room.say('hello')
  await waitFor(async () => (await bob.room.history()).messages.length === 2)
  const opened = [...insides(alice.room).base.activeWriters].map(({ core }) =>
    Buffer.from(core.key ?? []).toString('hex'),
  )
  for (const { key } of heads) expect(opened).not.toContain(Buffer.from(key).toString('hex'))
  const { base } = insides(alice.room)
  await waitFor(() => base.signedLength === base.length)
})

test('wakeup hints for cores that are no writers are dropped', async () => {
  await using test = await createTestRoom(['alice', 'mallory'])
  const { alice, mallory } = test
  const { wakeupSession } = insides(mallory.room).base
  const hints = Array.from({ length: 5_000 }, (_, at) => ({ key: Buffer.alloc(32, `${at}`), length: 99 }))
  for (const peer of wakeupSession?.peers ?? []) wakeupSession?.announce(peer, hints)
  await mallory.room.say('hello')
  await waitFor(async () => (await alice.room.history()).messages.length === 1)
  expect(insides(alice.room).base.activeWriters.size).toBeLessThanOrEqual(2)
})
