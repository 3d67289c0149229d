/**
 * Story: a blind seeder names 32 writers to who connects. In a room in which 40 had written while a member was away, that
 * member met only the seeder and read 32 of the 40 messages.
 */
import type { Identity } from '@comice/core'
import { admissionSignable, type AdmitOp, decodeKey, encodeOperation } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import type Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import { createDeviceRecord, writerKeysOf } from '../../src/invite/device-record.ts'
import {
  createTestRoom,
  type RoomMember,
  type RoomPeer,
  type TestRoom,
  type TestRooms,
} from '../../src/testing/test-room.ts'
import { appendOperation, envelope, headOf, insides } from '../hostile/mallory.ts'

const WRITERS = 40

/** As many as blind-peer 3.8 names. */
const NAMED_WRITERS = 32

/** Somebody with an identity of their own. */
async function newIdentity(peers: TestRooms<never>): Promise<Identity> {
  await using person = await peers.add('somebody', { isOnline: false })
  return person.peer.identity
}

/** Lets people in whose cores stand in the seeder's store, as if it had got them. Their cores. */
async function admitWriters(
  { alice: { room, peer }, peers }: TestRoom<'alice'>,
  seeder: RoomPeer,
): Promise<Hypercore[]> {
  const invite = await room.createInvite({ maxUses: 0 })
  const inviteId = decodeKey(invite.id)
  const key = insides(room).base.encryptionKey
  const cores: Hypercore[] = []
  for (let number = 0; number < WRITERS; number++) {
    const core = seeder.peer.store.get({ name: `writer ${number}`, encryption: key && { key } })
    await core.ready()
    const writer = writerKeysOf(core)
    const device = createDeviceRecord(await newIdentity(peers), {
      writer,
      name: `${number}`,
      context: inviteId,
    })
    const admitter = peer.identity.device.publicKey
    const admission: Omit<AdmitOp, 'kind' | 'signature'> = { inviteId, device, admittedAt: 1, admitter }
    const signature = peer.identity.sign(admissionSignable(room.key, admission))
    const bytes = encodeOperation({ kind: 'admit', ...admission, signature })
    await appendOperation({ ...seeder, peer, room }, bytes)
    cores.push(core)
  }
  return cores
}

/**
 * Has every block of the room, as a seeder that follows it. Also the last ack, which the view does not tell of, and on
 * which depends what is said by whoever has seen it.
 */
async function hold(seeder: RoomPeer, { room, peer }: RoomMember): Promise<void> {
  const { base } = insides(room)
  const pairs: { readonly there: Hypercore; readonly here: Hypercore }[] = []
  for (const { key } of await room.cores()) {
    const [there, here] = [peer.store.get({ key, active: false }), seeder.peer.store.get({ key })]
    await Promise.all([there.ready(), here.ready()])
    here.download({ start: 0, end: -1 })
    pairs.push({ there, here })
  }
  await waitFor(
    () =>
      base.signedLength === base.length &&
      pairs.every(({ there, here }) => here.contiguousLength === there.length),
  )
  for (const { there } of pairs) await there.close()
}

/** What blind-peer does: names the cores that changed last to who connects, once. */
function nameNewest(
  seeder: RoomPeer,
  { room, cores }: { room: RoomMember['room']; cores: Hypercore[] },
): void {
  const newest = cores
    .slice(-NAMED_WRITERS)
    .map(({ key, length }) => ({ key: key ?? Buffer.alloc(0), length }))
  seeder.peer.wakeup.session(room.key, {
    onpeeractive: (peer, session) => session.announce(peer, newest),
  })
}

test('who returns and meets only a seeder reads what more writers said than it names', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob, peers } = test
  const seeder = await peers.add('seeder')
  await bob.close()
  const cores = await admitWriters(test, seeder)
  await seeder.peer.network.joinPeer(alice.peer.identity.device.publicKey).flushed()
  await hold(seeder, alice)
  const head = await headOf(alice)
  await alice.close()
  for (const [number, core] of cores.entries()) {
    const message = { kind: 'message', text: `${number}`, claimedAt: 1, replyTo: null } as const
    await core.append(envelope({ heads: [head], value: encodeOperation(message) }))
  }
  nameNewest(seeder, { room: alice.room, cores })

  const back = await peers.reopen(bob)
  const room = await back.rooms.open(bob.room.id)
  seeder.peer.network.joinPeer(bob.peer.identity.device.publicKey)
  const messages = await waitFor(async () => {
    const page = await room.history({ limit: WRITERS })
    return page.messages.length === WRITERS && page.messages
  })
  expect(new Set(messages.map(({ text }) => text)).size).toBe(WRITERS)
  expect(room.state).toBe('member')
})
