/** What a profile keeps for itself. */
import {
  MAX_CAPABILITY_BYTES,
  MAX_HOST_BYTES,
  MAX_PRINCIPAL_BYTES,
  MAX_SCOPE_BYTES,
} from '../src/constants.ts'
import { key, nameField, type Struct, time } from './fields.ts'

export const LOCAL: readonly Struct[] = [
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
      {
        ...time('until', ''),
        doc: 'First moment at which it no longer holds, in ms since 1970; 0: until revoked',
      },
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
