/** What a room's view holds, and what a candidate sends to get into a room. */
import { MAX_MESSAGE_BYTES } from '../src/constants.ts'
import { deviceKey, identityKey, key, nameField, type Struct, time, writerKey } from './fields.ts'
import { inviteFields } from './room.ts'

export const VIEW: readonly Struct[] = [
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
      {
        name: 'roomVersion',
        type: 'uint',
        doc: 'Least version of the room format that a reader must support',
      },
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

export const PAIRING: readonly Struct[] = [
  {
    name: 'join-request',
    doc: "What a candidate shows to the admitting member, as blind-pairing's user data.",
    fields: [{ name: 'device', type: 'device-record', doc: 'Who asks, with the invite id as context' }],
  },
]
