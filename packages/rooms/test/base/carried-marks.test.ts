/** A member of a modified client reacts to everything, and to what never was: a fast-forward does not carry all of it. */
import { encodeOperation, type MessageId } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { MAX_FETCHED_MARK_NODES } from '../../src/constants.ts'
import type { Room } from '../../src/room/room.ts'
import { createTestRoom } from '../../src/testing/test-room.ts'
import { hasMarks, isMarks, isOlder, viewKeys } from '../../src/view/view-keys.ts'
import { insides } from '../hostile/mallory.ts'

/** Blocks that one node has at most, its keys and the nodes below it. */
const BLOCKS_OF_A_NODE = 17

/** More than are carried. */
const MARKS = 2 * BLOCKS_OF_A_NODE * MAX_FETCHED_MARK_NODES

/** Appending more at once holds up everything else. */
const BATCH = MARKS / 8

/** Of Autobase 7.28: after a fast-forward that failed it waits for five minutes. */
interface Forwarding {
  fastForwardFailedAt: number
  _queueFastForward: () => void
}

/** One fails when no block came for five seconds, which a busy machine is silent for: then it is tried again at once. How many it took. */
async function untilForwarded(room: Room): Promise<void> {
  const { base } = insides(room)
  const forwarding = base as unknown as Forwarding
  let isForwarded = false
  base.once('fast-forward', () => (isForwarded = true))
  await waitFor(
    () => {
      if (forwarding.fastForwardFailedAt !== 0) {
        forwarding.fastForwardFailedAt = 0
        forwarding._queueFastForward()
      }
      return isForwarded
    },
    { timeoutMs: 150_000, describe: 'the fast-forward' },
  )
}

test(`of ${MARKS} marks a fast-forward fetches a part, and everything that lets people in and out`, async () => {
  await using test = await createTestRoom(['alice', 'bob'], { format: 2 })
  const { alice, bob, peers } = test
  await bob.close()
  const { base } = insides(alice.room)
  const writerKey = base.local.key ?? Buffer.alloc(32)
  for (let from = 0; from < MARKS; from += BATCH) {
    const targets = Array.from({ length: BATCH }, (_, at): MessageId => ({ writerKey, index: from + at }))
    await base.append(targets.map((target) => encodeOperation({ kind: 'delete', target })))
  }
  await waitFor(() => base.signedLength === base.length, { timeoutMs: 120_000 })

  const back = await peers.reopen(bob)
  const room = await back.rooms.open(bob.room.id)
  await untilForwarded(room)
  const core = back.peer.store.get({ key: base.view.core.key ?? Buffer.alloc(32), active: false })
  await core.ready()
  let here = 0
  for (let index = 0; index < core.length; index++) here += Number(await core.has(index))
  await core.close()
  expect(here).toBeLessThan(MARKS / 2)

  const alone = await peers.reopen(back, { isOnline: false })
  const offline = await alone.rooms.open(bob.room.id)
  await offline.say('nobody is here')
  await offline.createInvite()
  await offline.rename('robert')
  expect((await offline.members()).map(({ name }) => name).sort()).toEqual(['alice', 'robert'])
}, 400_000)

test('a part of the tree is carried whole, or within a limit, or not, by what can be in it', () => {
  const key = Buffer.alloc(32, 1)
  const marks = viewKeys.marks({ writerKey: key, index: 1 })
  const reaction = viewKeys.reaction({ writerKey: key, index: 1 }, key)
  const [older, newer] = [viewKeys.message(1), viewKeys.message(2)]
  const [person, pin] = [viewKeys.person(key), viewKeys.pin({ writerKey: key, index: 1 })]
  const kinds = (after: Uint8Array | null, before: Uint8Array | null) => ({
    isOlder: isOlder({ after, before }),
    isMarks: isMarks({ after, before }),
    hasMarks: hasMarks({ after, before }),
  })
  expect(kinds(older, newer)).toEqual({ isOlder: true, isMarks: false, hasMarks: false })
  expect(kinds(marks, reaction)).toEqual({ isOlder: false, isMarks: true, hasMarks: true })
  expect(kinds(newer, marks)).toEqual({ isOlder: false, isMarks: false, hasMarks: true })
  expect(kinds(reaction, pin)).toEqual({ isOlder: false, isMarks: false, hasMarks: true })
  expect(kinds(person, null)).toEqual({ isOlder: false, isMarks: false, hasMarks: true })
  expect(kinds(null, null)).toEqual({ isOlder: false, isMarks: false, hasMarks: true })
  expect(kinds(person, viewKeys.device(key))).toEqual({ isOlder: false, isMarks: false, hasMarks: false })
})
