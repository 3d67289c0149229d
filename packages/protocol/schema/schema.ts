/**
 * The source of every binary format. Run `pnpm --filter protocol generate` after a change.
 *
 * Rules, enforced by hyperschema, by the generator and by tests:
 * - a struct never changes once released (all are `compact`, which hyperschema refuses to extend); a new shape is a
 *   new struct under the next version number of its record, see src/record/record.ts;
 * - lists and enums only grow at their end;
 * - every string, buffer and list has a limit.
 */
import {
  MAX_ATTESTATION_BYTES,
  MAX_CAPABILITY_BYTES,
  MAX_HOST_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_NAME_BYTES,
  MAX_OP_BYTES,
  MAX_PRINCIPAL_BYTES,
  MAX_SCOPE_BYTES,
} from '../src/constants.ts'

export interface Field {
  readonly name: string
  /** `uint`, `bool`, `string`, `buffer`, `fixed32`, `fixed64`, the name of an enum, or of a struct above. */
  readonly type: string
  readonly doc: string
  /** Least and largest length of a string or buffer, in bytes; largest value of a uint. */
  readonly min?: number
  readonly max?: number
  /** May be absent; its value is null then. Only structs and byte strings can be. */
  readonly optional?: true
}

export interface Struct {
  readonly name: string
  readonly doc: string
  readonly fields: readonly Field[]
}

/** An enum travels as a uint that starts at 1; a number that this list lacks decodes to `unknown`. */
export interface Enum {
  readonly name: string
  readonly doc: string
  readonly values: readonly string[]
}

const key = (name: string, doc: string): Field => ({ name, type: 'fixed32', doc })
const time = (name: string, doc: string): Field => ({ name, type: 'uint', doc: `${doc}, in ms since 1970` })
const nameField = (name: string, doc: string, min: 0 | 1 = 0): Field => {
  return { name, type: 'string', min, max: MAX_NAME_BYTES, doc }
}

const identityKey = key('identityKey', 'Ed25519 public key of the person')
const deviceKey = key('deviceKey', 'Ed25519 public key of the device')
const writerKey = key('writerKey', 'Key of the core this device writes in this room')
const inviteId = key('inviteId', 'Id of the invite, the hash of its public key')
const inviteFields: readonly Field[] = [
  inviteId,
  key('publicKey', "The invite's own Ed25519 public key"),
  { ...time('expiresAt', 'First moment at which it no longer admits'), doc: 'In ms since 1970; 0: never' },
  { name: 'maxUses', type: 'uint', doc: 'How many people it admits; 0: any number' },
  { name: 'role', type: 'role', doc: 'What they become' },
]

export const ENUMS: readonly Enum[] = [
  {
    name: 'role',
    doc: 'What a member may do, from most to least.',
    values: ['owner', 'admin', 'moderator', 'member', 'reader'],
  },
  {
    name: 'principal-kind',
    doc: 'What the key of a principal names.',
    values: ['identity', 'device', 'role'],
  },
]

const EMBEDDED: readonly Struct[] = [
  {
    name: 'device-record',
    doc: 'A device that asks to write, or writes, in a room, vouched for by its identity and by itself.',
    fields: [
      identityKey,
      deviceKey,
      writerKey,
      {
        name: 'attestation',
        type: 'buffer',
        max: MAX_ATTESTATION_BYTES,
        doc: 'keet-identity-key proof that the identity vouches for the device',
      },
      nameField('name', "The person's nickname at that moment; may be empty"),
      {
        name: 'signature',
        type: 'fixed64',
        doc: 'By the device key, over deviceSignable(): without it anybody could claim the device for a core of theirs',
      },
    ],
  },
  {
    name: 'message-id',
    doc: 'Where a message stands: the block of a core that carries it.',
    fields: [writerKey, { name: 'index', type: 'uint', doc: 'Index of the block in that core' }],
  },
]

const SIGNABLES: readonly Struct[] = [
  {
    name: 'device-claim',
    doc: "What a device's signature in its device-record covers.",
    fields: [
      key('context', 'The invite id, or 32 zero bytes for the creator of a room'),
      identityKey,
      deviceKey,
      writerKey,
      nameField('name', 'As in the device-record'),
    ],
  },
  {
    name: 'admission',
    doc: "What the admitter's signature in an admit operation covers.",
    fields: [
      key('roomKey', 'Key of the room'),
      inviteId,
      { name: 'device', type: 'device-record', doc: 'Who is admitted' },
      time('admittedAt', "When, by the admitter's clock"),
      key('admitter', 'Device key of the admitting member'),
    ],
  },
]

const OPERATIONS: readonly Struct[] = [
  {
    name: 'room-op',
    doc: 'The envelope of every block that a member writes into a room.',
    fields: [
      { name: 'version', type: 'uint', doc: "Version of this kind's payload, from 1" },
      { name: 'kind', type: 'uint', doc: 'Which operation, see OPERATION_NUMBERS' },
      { name: 'payload', type: 'buffer', max: MAX_OP_BYTES, doc: 'The struct of that kind and version' },
    ],
  },
  {
    name: 'create-op',
    doc: 'The first operation of a room.',
    fields: [
      nameField('roomName', "The room's name", 1),
      { name: 'creator', type: 'device-record', doc: 'Who made it, with a zero context' },
      time('createdAt', "When, by the creator's clock"),
      { name: 'roomVersion', type: 'uint', doc: 'Least version of the room format that a reader must support' },
    ],
  },
  { name: 'invite-op', doc: 'A new invite.', fields: inviteFields },
  { name: 'revoke-op', doc: 'An invite stops to admit.', fields: [inviteId] },
  {
    name: 'admit-op',
    doc: 'A member lets somebody in on an invite.',
    fields: [
      inviteId,
      { name: 'device', type: 'device-record', doc: 'Who is admitted, with the invite id as context' },
      time('admittedAt', "When, by the admitter's clock, judged against the invite's expiry"),
      key('admitter', 'Device key of the admitting member'),
      { name: 'signature', type: 'fixed64', doc: "By the admitter's device key, over admissionSignable()" },
    ],
  },
  {
    name: 'message-op',
    doc: 'Somebody says something.',
    fields: [
      { name: 'text', type: 'string', min: 1, max: MAX_MESSAGE_BYTES, doc: 'What they say' },
      time('claimedAt', "When, by the author's clock; nobody checks it"),
      { name: 'replyTo', type: 'message-id', optional: true, doc: 'The message this answers' },
    ],
  },
  {
    name: 'profile-op',
    doc: 'Somebody takes another nickname; it also labels what they said before.',
    fields: [nameField('name', 'The new nickname; may be empty')],
  },
  {
    name: 'keep-op',
    doc: 'A seeder shall, or shall no longer, hold the room.',
    fields: [key('seederKey', 'Public key of the seeder'), { name: 'on', type: 'bool', doc: 'Whether it shall' }],
  },
  {
    name: 'upgrade-op',
    doc: 'From here on readers need a later version of the room format; older ones stop applying and say so.',
    fields: [{ name: 'roomVersion', type: 'uint', doc: 'Least version a reader must support' }],
  },
]

const VIEW: readonly Struct[] = [
  {
    name: 'message-record',
    doc: "A message in the room's view.",
    fields: [
      { name: 'id', type: 'message-id', doc: 'Where its operation stands' },
      identityKey,
      deviceKey,
      { name: 'text', type: 'string', min: 1, max: MAX_MESSAGE_BYTES, doc: 'What was said' },
      time('claimedAt', "When, by the author's clock"),
      { name: 'seq', type: 'uint', doc: 'Its number in the agreed order' },
      { name: 'replyTo', type: 'message-id', optional: true, doc: 'The message this answers' },
    ],
  },
  {
    name: 'member-record',
    doc: "A member's device in the room's view.",
    fields: [
      identityKey,
      deviceKey,
      writerKey,
      nameField('name', 'Current nickname; may be empty'),
      { name: 'role', type: 'role', doc: 'What they may do' },
      time('admittedAt', "When, by the admitter's clock"),
      { name: 'joinedSeq', type: 'uint', doc: 'Number in the agreed order from which they are a member' },
    ],
  },
  {
    name: 'invite-record',
    doc: "An invite in the room's view.",
    fields: [
      ...inviteFields,
      { name: 'uses', type: 'uint', doc: 'How many people it has admitted' },
      { name: 'revoked', type: 'bool', doc: 'Whether it was revoked' },
      key('createdBy', 'Identity of the member who made it'),
    ],
  },
  {
    name: 'room-record',
    doc: "The room itself in the room's view.",
    fields: [
      nameField('name', "The room's name", 1),
      time('createdAt', "When, by the creator's clock"),
      key('creator', 'Identity of the creator'),
      { name: 'roomVersion', type: 'uint', doc: 'Least version of the room format that a reader must support' },
    ],
  },
  {
    name: 'keep-record',
    doc: "A seeder in the room's view.",
    fields: [
      key('seederKey', 'Public key of the seeder'),
      { name: 'on', type: 'bool', doc: 'Whether it shall hold the room' },
      key('setBy', 'Identity of the member who said so last'),
    ],
  },
]

const PAIRING: readonly Struct[] = [
  {
    name: 'join-request',
    doc: "What a candidate shows to the admitting member, as blind-pairing's user data.",
    fields: [{ name: 'device', type: 'device-record', doc: 'Who asks, with the invite id as context' }],
  },
]

const LOCAL: readonly Struct[] = [
  {
    name: 'room-entry',
    doc: 'A room of this profile.',
    fields: [
      key('key', 'Key of the room'),
      key('encryptionKey', "The room's secret"),
      nameField('name', "The room's name when last seen", 1),
      time('joinedAt', 'When this profile made or joined it'),
      time('lastOpenedAt', 'When it was last opened'),
    ],
  },
  {
    name: 'principal',
    doc: 'Whom a grant is for.',
    fields: [
      { name: 'kind', type: 'principal-kind', doc: 'What `key` is' },
      {
        name: 'key',
        type: 'buffer',
        min: 1,
        max: MAX_PRINCIPAL_BYTES,
        doc: "32-byte public key, or for a role its service's name for it",
      },
    ],
  },
  {
    name: 'permission',
    doc: 'What a grant allows.',
    fields: [
      { name: 'capability', type: 'string', min: 1, max: MAX_CAPABILITY_BYTES, doc: 'For example `forward`' },
      { name: 'scope', type: 'string', max: MAX_SCOPE_BYTES, doc: 'For example `127.0.0.1:22`; empty: all' },
    ],
  },
  {
    name: 'grant-record',
    doc: 'A grant of this profile.',
    fields: [
      { name: 'who', type: 'principal', doc: 'Whom it is for' },
      { name: 'what', type: 'permission', doc: 'What it allows' },
      { ...time('until', ''), doc: 'First moment at which it no longer holds, in ms since 1970; 0: until revoked' },
    ],
  },
  {
    name: 'known-node',
    doc: 'A DHT node that answered once.',
    fields: [
      { name: 'host', type: 'string', min: 1, max: MAX_HOST_BYTES, doc: 'Address or host name' },
      { name: 'port', type: 'uint', max: 65_535, doc: 'UDP port' },
      time('seenAt', 'When it last answered'),
    ],
  },
  {
    name: 'seeder-entry',
    doc: 'A seeder that this profile knows.',
    fields: [
      key('key', 'Its public key'),
      nameField('name', 'What its owner or we call it; may be empty'),
      time('addedAt', 'When it was added'),
    ],
  },
]

/** All structs, each after those it embeds. New ones go to the end of their group; the order is not on the wire. */
export const STRUCTS: readonly Struct[] = [...EMBEDDED, ...SIGNABLES, ...OPERATIONS, ...VIEW, ...PAIRING, ...LOCAL]
