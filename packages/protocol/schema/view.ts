/** What a room's view holds, and what a candidate sends to get into a room. */
import { MAX_MESSAGE_BYTES, MAX_SEALED_KEYS } from '../src/constants.ts'
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
import { inviteFields } from './room.ts'
import { body, links, without } from './room-2.ts'
import { MODERATION_VIEW } from './room-3.ts'

const roomFields: readonly Field[] = [
  nameField('name', "The room's name", 1),
  time('createdAt', "When, by the creator's clock"),
  key('creator', 'Identity of the creator'),
  { name: 'roomVersion', type: 'uint', doc: 'Least version of the room format that a reader must support' },
]

const sealedMessageFields: readonly Field[] = [
  { name: 'id', type: 'message-id', doc: 'Where its operation stands' },
  identityKey,
  deviceKey,
  time('claimedAt', "When, by the author's clock"),
  { name: 'seq', type: 'uint', doc: 'Its number in the agreed order' },
  body,
  { name: 'isLate', type: 'bool', doc: 'Sealed under a key that somebody has who was removed before' },
]

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
    fields: roomFields,
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
  {
    name: 'sealed-message-record',
    doc: "A sealed message in the room's view: version 2 of the message-record.",
    fields: sealedMessageFields,
  },
  {
    name: 'message-marks-record',
    doc: 'What happened to a message after it was said.',
    fields: [
      { ...body, name: 'edit', optional: true, doc: 'What it says now' },
      time('editedAt', "When it was edited, by the author's clock; 0: never"),
      { name: 'isEditLate', type: 'bool', doc: 'As isLate, of the edit' },
      { ...key('deletedBy', 'Identity of who took it away'), optional: true },
      { name: 'reactions', type: 'uint', doc: 'People who react to it' },
    ],
  },
  {
    name: 'pin-record',
    doc: 'A message that is pinned.',
    fields: [
      { name: 'target', type: 'message-id', doc: 'Which' },
      { name: 'seq', type: 'uint', doc: 'Number that it had at who pinned it' },
      key('by', 'Identity of who pinned it'),
    ],
  },
  {
    name: 'reaction-record',
    doc: "Somebody's reactions to a message.",
    fields: [identityKey, body],
  },
  {
    name: 'epoch-record',
    doc: "An epoch in the room's view.",
    fields: [
      key('epochId', 'Its id'),
      { name: 'number', type: 'uint', doc: 'Its place among the epochs, from 0' },
      deviceKey,
      links,
      without,
      { name: 'isStale', type: 'bool', doc: 'Whether somebody may have its key who is not in the room' },
    ],
  },
  {
    name: 'sealed-keys-record',
    doc: 'Devices that one operation sealed an epoch to.',
    fields: [{ name: 'sealed', type: 'sealed-key', list: MAX_SEALED_KEYS, doc: 'Devices with their boxes' }],
  },
  {
    name: 'pending-record',
    doc: 'A device that waits to be let in.',
    fields: [
      { name: 'device', type: 'device-record', doc: 'Who waits' },
      inviteId,
      time('admittedAt', "When it asked, by the admitter's clock"),
      key('admitter', 'Device key of the member who was asked'),
      { name: 'role', type: 'role', doc: 'What they become' },
      { name: 'needsApproval', type: 'bool', doc: 'Whether somebody must agree' },
    ],
  },
  {
    name: 'departure-record',
    doc: 'Somebody who is no longer in the room.',
    fields: [
      identityKey,
      { name: 'departure', type: 'departure', doc: 'Why' },
      key('by', 'Identity of who said so'),
      { name: 'seq', type: 'uint', doc: 'Number that the next message got' },
      { name: 'heldBack', type: 'uint', doc: 'Operations of theirs that came after it' },
    ],
  },
  {
    name: 'later-room-record',
    doc: 'Version 2 of the room-record, of a room of format 3 or later: a program that knows none of these stops at it.',
    fields: roomFields,
  },
  {
    name: 'muted-message-record',
    doc: 'Version 3 of the message-record: a sealed message of somebody who was muted. It is not shown.',
    fields: sealedMessageFields,
  },
  ...MODERATION_VIEW,
]

export const PAIRING: readonly Struct[] = [
  {
    name: 'join-request',
    doc: "What a candidate shows to the admitting member, as blind-pairing's user data.",
    fields: [{ name: 'device', type: 'device-record', doc: 'Who asks, with the invite id as context' }],
  },
]
