/** What is written into a room, and what signatures in it cover. */
import { MAX_ATTESTATION_BYTES, MAX_MESSAGE_BYTES, MAX_OP_BYTES } from '../src/constants.ts'
import { EPOCH_OPERATIONS, EPOCH_PARTS, FILE_PARTS, FORMAT_2_OPERATIONS } from './room-2.ts'
import { FORMAT_3_OPERATIONS } from './room-3.ts'
import {
  deviceKey,
  type Field,
  identityKey,
  inviteId,
  key,
  nameField,
  type Struct,
  time,
  writerKey,
} from './fields.ts'

/** Of an invite, in its operation and in the view. */
export const inviteFields: readonly Field[] = [
  inviteId,
  key('publicKey', "The invite's own Ed25519 public key"),
  { ...time('expiresAt', 'First moment at which it no longer admits'), doc: 'In ms since 1970; 0: never' },
  { name: 'maxUses', type: 'uint', doc: 'How many people it admits; 0: any number' },
  { name: 'role', type: 'role', doc: 'What they become' },
]

export const EMBEDDED: readonly Struct[] = [
  {
    name: 'writer-attestation',
    doc: 'That the core agrees to be written by the device, and that the identity vouches for the device.',
    framed: true,
    fields: [
      key('writerPublicKey', "Ed25519 public key of the core's one signer; it gives the writerKey"),
      {
        name: 'writerSignature',
        type: 'fixed64',
        doc: 'By that key, over deviceSignable(): without it a member could have any core admitted',
      },
      {
        name: 'proof',
        type: 'buffer',
        min: 1,
        max: MAX_ATTESTATION_BYTES,
        doc: 'keet-identity-key proof that the identity vouches for the device',
      },
    ],
  },
  {
    name: 'device-record',
    doc: 'A device that asks to write, or writes, in a room, vouched for by its identity and by itself.',
    fields: [
      identityKey,
      deviceKey,
      writerKey,
      { name: 'attestation', type: 'writer-attestation', doc: 'What the core and the identity say to it' },
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
  ...EPOCH_PARTS,
  ...FILE_PARTS,
]

export const SIGNABLES: readonly Struct[] = [
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

export const OPERATIONS: readonly Struct[] = [
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
      {
        name: 'roomVersion',
        type: 'uint',
        doc: 'Least version of the room format that a reader must support',
      },
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
    fields: [
      key('seederKey', 'Public key of the seeder'),
      { name: 'on', type: 'bool', doc: 'Whether it shall' },
    ],
  },
  {
    name: 'upgrade-op',
    doc: 'From here on readers need a later version of the room format; older ones stop applying and say so.',
    fields: [{ name: 'roomVersion', type: 'uint', doc: 'Least version a reader must support' }],
  },
  ...EPOCH_OPERATIONS,
  ...FORMAT_2_OPERATIONS,
  {
    name: 'gated-invite-op',
    doc: 'A new invite whose admissions wait for an approval.',
    fields: inviteFields,
  },
  ...FORMAT_3_OPERATIONS,
]
