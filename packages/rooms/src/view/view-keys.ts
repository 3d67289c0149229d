/**
 * The keys of a room's view: one byte for the table, then what tells its entries apart.
 *
 * | table | key | value |
 * |---|---|---|
 * | 0x01 room | | room-record |
 * | 0x02 state | | counters, see view-encoding.ts |
 * | 0x10 messages | number, 6 bytes big-endian | message-record |
 * | 0x20 people | identity key | member-record: name and role, and the person's first device |
 * | 0x21 devices | writer key | identity key, device key |
 * | 0x22 device writers | device key | writer key |
 * | 0x30 invites | invite id | invite-record |
 * | 0x31 refusals | writer key | why its admission was refused |
 * | 0x40 seeders | seeder key | keep-record |
 */
import b4a from 'b4a'

const Table = {
  room: 0x01,
  state: 0x02,
  messages: 0x10,
  people: 0x20,
  devices: 0x21,
  deviceWriters: 0x22,
  invites: 0x30,
  refusals: 0x31,
  seeders: 0x40,
} as const

const SEQ_BYTES = 6

function keyIn(table: number, rest: Uint8Array = b4a.alloc(0)): Uint8Array {
  return b4a.concat([b4a.from([table]), rest])
}

function seqBytes(seq: number): Uint8Array {
  const bytes = b4a.alloc(SEQ_BYTES)
  let rest = seq
  for (let at = SEQ_BYTES - 1; at >= 0; at--) {
    bytes[at] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return bytes
}

export const viewKeys = {
  room: keyIn(Table.room),
  state: keyIn(Table.state),
  message: (seq: number) => keyIn(Table.messages, seqBytes(seq)),
  person: (identityKey: Uint8Array) => keyIn(Table.people, identityKey),
  device: (writerKey: Uint8Array) => keyIn(Table.devices, writerKey),
  deviceWriter: (deviceKey: Uint8Array) => keyIn(Table.deviceWriters, deviceKey),
  invite: (inviteId: Uint8Array) => keyIn(Table.invites, inviteId),
  refusal: (writerKey: Uint8Array) => keyIn(Table.refusals, writerKey),
  seeder: (seederKey: Uint8Array) => keyIn(Table.seeders, seederKey),
}

/** All entries of one table, as a Hyperbee range. */
export function tableRange(table: 'people' | 'devices' | 'invites' | 'seeders'): {
  gte: Uint8Array
  lt: Uint8Array
} {
  return { gte: keyIn(Table[table]), lt: keyIn(Table[table] + 1) }
}

/** Whether only messages lie between two keys, and none of them is the newest. Null: no key on that side. */
export function isOlderMessages(interval: { after: Uint8Array | null; before: Uint8Array | null }): boolean {
  const { after, before } = interval
  if (after === null || before === null || before[0] !== Table.messages) return false
  return b4a.compare(after, viewKeys.state) >= 0
}
