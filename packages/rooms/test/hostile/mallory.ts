/** What a member with a modified client can do that ours does not offer. */
import { createRequire } from 'node:module'
import type { Codec } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import c from 'compact-encoding'
import type Hypercore from 'hypercore'
import type ProtomuxWakeup from 'protomux-wakeup'
import type { Head, OplogTrace } from '@comice/storage'
import type { AutobaseRoom } from '../../src/room/room-autobase.ts'
import type { Room } from '../../src/room/room.ts'
import type { RoomMember } from '../../src/testing/test-room.ts'

interface Envelope {
  version: number
  checkpoint: unknown
  digest: unknown
  optimistic: boolean
  node: { heads: Head[]; batch: number; value: Uint8Array | null }
  trace: OplogTrace | null
}

const { OplogMessage } = createRequire(import.meta.url)('autobase/lib/messages.js') as {
  OplogMessage: Codec<Envelope>
}

/** The room with its insides, which a modified client has. */
export function insides(room: Room): AutobaseRoom {
  return room as AutobaseRoom
}

/** The core a member writes; known after the room is closed too. */
export function writerKeyOf({ room }: RoomMember): Uint8Array {
  const { key } = insides(room).base.local
  if (key === null) throw new Error('the base is not open')
  return key
}

/** A block of Autobase as its author likes it. */
export function envelope(parts: Partial<Envelope['node']>, extra: Partial<Envelope> = {}): Uint8Array {
  const node = { heads: [], batch: 1, value: null, ...parts }
  return c.encode(OplogMessage, {
    version: 2,
    checkpoint: null,
    digest: null,
    optimistic: false,
    trace: null,
    ...extra,
    node,
  })
}

/** A core that is written past Autobase, and the channel that tells others. */
interface RawWriter {
  core: Hypercore
  session: ProtomuxWakeup.Session
}

const rawWriters = new WeakMap<RoomMember, Promise<RawWriter>>()

/** Autobase and a raw session on one core would overwrite each other, and fork it: Autobase goes. */
async function openRawWriter({ room, peer }: RoomMember): Promise<RawWriter> {
  const { base } = insides(room)
  const { key } = base.local
  const { encryptionKey } = base
  if (key === null || encryptionKey === null) throw new Error('the base is not open')
  await base.close()
  const core = peer.store.get({ key, encryption: { key: encryptionKey }, valueEncoding: 'binary' })
  await core.ready()
  return { core, session: peer.wakeup.session(room.key, {}) }
}

/** The member's core, without Autobase; from here on the member's own room is closed. */
export function rawWriter(member: RoomMember): Promise<RawWriter> {
  const opened = rawWriters.get(member) ?? openRawWriter(member)
  rawWriters.set(member, opened)
  return opened
}

/** Appends blocks straight to the member's core, encrypted as the room is, past Autobase, and tells everybody. */
export async function appendBlocks(member: RoomMember, blocks: Uint8Array[]): Promise<void> {
  const { core, session } = await rawWriter(member)
  await core.append(blocks)
  for (const peer of session.peers)
    session.announce(peer, [{ key: writerKeyOf(member), length: core.length }])
}

/** Appends an operation as any client would, but any bytes. */
export async function appendOperation({ room }: RoomMember, bytes: Uint8Array): Promise<void> {
  await insides(room).base.append(bytes)
}

/** The newest block of a member's core. */
export async function headOf(member: RoomMember): Promise<Head> {
  const raw = await rawWriters.get(member)
  return { key: writerKeyOf(member), length: raw?.core.length ?? insides(member.room).base.local.length }
}

/** Resolves when `member` has all blocks of `writer`'s core. */
export async function waitForBlocks(member: RoomMember, writer: RoomMember): Promise<void> {
  const { length } = await headOf(writer)
  const core = member.peer.store.get({ key: writerKeyOf(writer), active: false })
  await core.ready()
  try {
    await waitFor(() => core.length === length && core.contiguousLength === length)
  } finally {
    await core.close()
  }
}

/** Everything a person can see of a room, to be compared. */
export async function seenBy(room: Room) {
  return {
    messages: (await room.history({ limit: 500 })).messages.map(({ id, seq, author, name, text }) => {
      return { id, seq, author, name, text }
    }),
    members: await room
      .members()
      .then((members) => members.map(({ id, name, role }) => ({ id, name, role }))),
    invites: await room.invites(),
    seeders: await room.seeders(),
    name: room.name,
  }
}
