/** What a member with a modified client can do that ours does not offer. */
import { createRequire } from 'node:module'
import type { Codec } from '@comice/protocol'
import c from 'compact-encoding'
import type { Head, OplogTrace } from '../../src/base/autobase-internals.ts'
import type { AutobaseRoom } from '../../src/room/room-autobase.ts'
import type { Room } from '../../src/room/room.ts'

interface Envelope {
  version: number
  checkpoint: unknown
  digest: unknown
  optimistic: boolean
  node: { heads: Head[]; batch: number; value: Uint8Array | null }
  trace: OplogTrace | null
}

const { OplogMessage } = createRequire(import.meta.url)('autobase/lib/messages.js') as { OplogMessage: Codec<Envelope> }

/** The room with its insides, which a modified client has. */
export function insides(room: Room): AutobaseRoom {
  return room as AutobaseRoom
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

/** Appends blocks straight to the member's core, encrypted as the room is, past Autobase. */
export async function appendBlocks(room: Room, blocks: Uint8Array[]): Promise<void> {
  const { local } = insides(room).base
  const raw = local.session({ valueEncoding: 'binary' })
  await raw.ready()
  await raw.append(blocks)
  await raw.close()
}

/** Appends an operation as any client would, but any bytes. */
export async function appendOperation(room: Room, bytes: Uint8Array): Promise<void> {
  await insides(room).base.append(bytes)
}

/** The newest block of a member's core. */
export function headOf(room: Room): Head {
  const { local } = insides(room).base
  if (local.key === null) throw new Error('not open')
  return { key: local.key, length: local.length }
}

/** Everything a person can see of a room, to be compared. */
export async function seenBy(room: Room) {
  return {
    messages: (await room.history({ limit: 500 })).messages.map(({ id, seq, author, name, text }) => {
      return { id, seq, author, name, text }
    }),
    members: await room.members().then((members) => members.map(({ id, name, role }) => ({ id, name, role }))),
    invites: await room.invites(),
    seeders: await room.seeders(),
    name: room.name,
  }
}
