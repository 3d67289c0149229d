/** What format 2 of rooms adds: epochs, sealed bodies, roles and removal. */
import {
  MAX_CAPTION_BYTES,
  MAX_EPOCH_LINKS,
  MAX_EPOCH_WITHOUT,
  MAX_FILE_BYTES,
  MAX_FILE_NAME_BYTES,
  MAX_IMAGE_PIXELS,
  MAX_MEDIA_TYPE_BYTES,
  MAX_MENTIONS,
  MAX_MESSAGE_BYTES,
  MAX_MESSAGE_FILES,
  MAX_REACTION_BYTES,
  MAX_REACTIONS,
  MAX_SEALED_BODY_BYTES,
  MAX_SEALED_KEYS,
  SEAL_NONCE_BYTES,
  SEAL_TAG_BYTES,
  SEALED_KEY_BYTES,
} from '../src/constants.ts'
import { bytes, deviceKey, identityKey, key, type Field, type Struct, time, writerKey } from './fields.ts'

const epochId = key('epochId', 'Id of the epoch, a hash of its key')
const nonce = bytes('nonce', SEAL_NONCE_BYTES, 'Random')
export const body: Field = { name: 'body', type: 'sealed-body', doc: 'What it says, sealed' }
export const target: Field = { name: 'target', type: 'message-id', doc: 'The message it is about' }
const seq: Field = { name: 'seq', type: 'uint', doc: 'Number that it had at the author, to find it by' }
const claimedAt = time('claimedAt', "When, by the author's clock; nobody checks it")

const sealed: Field = {
  name: 'sealed',
  type: 'sealed-key',
  list: MAX_SEALED_KEYS,
  doc: 'Devices that can open the epoch',
}
export const links: Field = {
  name: 'links',
  type: 'epoch-link',
  list: MAX_EPOCH_LINKS,
  doc: 'Earlier epochs, which whoever opens this one can open too',
}
export const without: Field = {
  ...key('without', 'Identity of somebody this epoch was made to leave out'),
  list: MAX_EPOCH_WITHOUT,
}

/** Embedded parts. */
export const EPOCH_PARTS: readonly Struct[] = [
  {
    name: 'sealed-key',
    doc: 'The key of an epoch, for one device.',
    fields: [
      deviceKey,
      bytes('box', SEALED_KEY_BYTES, "libsodium's sealed box of it, to the X25519 form of the device's key"),
    ],
  },
  {
    name: 'epoch-link',
    doc: 'The key of an earlier epoch, under the key of a later one.',
    fields: [epochId, nonce, bytes('box', 32 + SEAL_TAG_BYTES, 'XChaCha20-Poly1305 of the earlier key')],
  },
  {
    name: 'sealed-body',
    doc: 'What only who can open the epoch reads.',
    fields: [
      epochId,
      nonce,
      {
        name: 'box',
        type: 'buffer',
        min: SEAL_TAG_BYTES + 1,
        max: MAX_SEALED_BODY_BYTES,
        doc: 'XChaCha20-Poly1305 of a record, bound to room, author, kind and target',
      },
    ],
  },
]

/** What a message says of a file. */
export const FILE_PARTS: readonly Struct[] = [
  {
    name: 'file-reference',
    doc: 'A file in a room: where it is, how it is opened, and what its author says of it.',
    fields: [
      {
        name: 'name',
        type: 'string',
        min: 1,
        max: MAX_FILE_NAME_BYTES,
        doc: 'Its name; any text of its author',
      },
      {
        name: 'mediaType',
        type: 'string',
        max: MAX_MEDIA_TYPE_BYTES,
        doc: 'What its author says that it is; may be empty',
      },
      { name: 'size', type: 'uint', max: MAX_FILE_BYTES, doc: 'Bytes' },
      { name: 'width', type: 'uint', max: MAX_IMAGE_PIXELS, doc: 'Of an image, in pixels; 0: not known' },
      { name: 'height', type: 'uint', max: MAX_IMAGE_PIXELS, doc: 'Of an image, in pixels; 0: not known' },
      key('hash', 'BLAKE2b-256 of its bytes'),
      key('fileKey', 'What its blocks are encrypted with'),
      key('signer', 'Ed25519 public key that signs its core; with the room it gives the key of the core'),
    ],
  },
]

export const EPOCH_OPERATIONS: readonly Struct[] = [
  {
    name: 'epoch-op',
    doc: 'A new key for what is said from here on.',
    fields: [epochId, links, without, sealed],
  },
  {
    name: 'epoch-seal-op',
    doc: "More devices get the current epoch's key.",
    fields: [epochId, sealed],
  },
]

export const FORMAT_2_OPERATIONS: readonly Struct[] = [
  { name: 'post-op', doc: 'Somebody says something, sealed.', fields: [claimedAt, body] },
  {
    name: 'edit-op',
    doc: 'The author of a message says it in another way.',
    fields: [target, claimedAt, body],
  },
  { name: 'delete-op', doc: 'A message is taken away, for everybody.', fields: [target] },
  {
    name: 'react-op',
    doc: "Somebody's reactions to a message; they replace those before.",
    fields: [target, { ...body, optional: true, doc: 'The reactions, sealed; absent: none any more' }],
  },
  {
    name: 'pin-op',
    doc: 'A message is pinned, or no longer.',
    fields: [target, seq, { name: 'on', type: 'bool', doc: 'Whether it is' }],
  },
  {
    name: 'role-op',
    doc: 'Somebody gets another role.',
    fields: [identityKey, { name: 'role', type: 'role', doc: 'The new role' }],
  },
  {
    name: 'remove-op',
    doc: 'Somebody is put out of the room, with all devices.',
    fields: [identityKey, { name: 'ban', type: 'bool', doc: 'Whether no invite admits them again' }],
  },
  { name: 'unban-op', doc: 'Invites admit somebody again who was banned.', fields: [identityKey] },
  { name: 'leave-op', doc: 'The author leaves the room.', fields: [claimedAt] },
  {
    name: 'approve-op',
    doc: 'A device that waits is let in, or sent away.',
    fields: [writerKey, { name: 'on', type: 'bool', doc: 'Whether it is let in' }],
  },
  {
    name: 'room-kind-op',
    doc: 'What the room is for; said by its creator before anybody else is in.',
    fields: [{ name: 'roomKind', type: 'room-kind', doc: 'From here on' }],
  },
  {
    name: 'own-device-op',
    doc: 'The author lets in another device of the same person.',
    fields: [
      key('context', 'What the device record was made for: 32 random bytes'),
      { name: 'device', type: 'device-record', doc: 'The device, which vouches for itself in that context' },
      time('admittedAt', "When, by the author's clock"),
    ],
  },
  {
    name: 'remove-device-op',
    doc: 'The author puts out a device of the same person, for good.',
    fields: [deviceKey],
  },
  {
    name: 'handover-op',
    doc: "The author's core signs the order instead of the cores that did; or says what came of that.",
    fields: [
      key('system', "Key of the system view's core that is left"),
      { name: 'length', type: 'uint', doc: 'Blocks of it that stay' },
      {
        ...key('successor', "Key of the system view's core that follows it; absent: that is to be made now"),
        optional: true,
      },
    ],
  },
]

const REPLY_SEQ: Field = {
  name: 'replySeq',
  type: 'uint',
  doc: 'Number that it had at the author, to find it by; without replyTo: 1 when it was said elsewhere before',
}

/** What is sealed. */
export const BODIES: readonly Struct[] = [
  {
    name: 'message-body',
    doc: 'What a post or an edit says.',
    fields: [
      {
        name: 'text',
        type: 'string',
        min: 1,
        max: MAX_MESSAGE_BYTES,
        doc: 'The text; of an imported message it begins with its origin, see decision 236',
      },
      { name: 'replyTo', type: 'message-id', optional: true, doc: 'The message this answers' },
      REPLY_SEQ,
      { ...key('mentions', 'Identity of somebody who is mentioned'), list: MAX_MENTIONS },
    ],
  },
  {
    name: 'file-message-body',
    doc: 'Version 2 of the message-body: a post that brings files.',
    fields: [
      { name: 'text', type: 'string', max: MAX_CAPTION_BYTES, doc: 'The text beside them; may be empty' },
      { name: 'replyTo', type: 'message-id', optional: true, doc: 'The message this answers' },
      REPLY_SEQ,
      { ...key('mentions', 'Identity of somebody who is mentioned'), list: MAX_MENTIONS },
      { name: 'files', type: 'file-reference', list: MAX_MESSAGE_FILES, doc: 'A file' },
    ],
  },
  {
    name: 'reaction-body',
    doc: "Somebody's reactions to one message.",
    fields: [
      {
        name: 'emojis',
        type: 'string',
        min: 1,
        max: MAX_REACTION_BYTES,
        list: MAX_REACTIONS,
        doc: 'One reaction',
      },
    ],
  },
]
