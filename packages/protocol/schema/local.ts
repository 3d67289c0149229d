/** What a profile keeps for itself. */
import {
  MAX_CAPABILITY_BYTES,
  MAX_CHANNEL_BYTES,
  MAX_FILE_BYTES,
  MAX_FILE_NAME_BYTES,
  MAX_HOST_BYTES,
  MAX_LOCAL_PATH_BYTES,
  MAX_LOCAL_REASON_BYTES,
  MAX_PERMISSIONS_BYTES,
  MAX_PRINCIPAL_BYTES,
  MAX_RELEASE_VERSION_BYTES,
  MAX_SCOPE_BYTES,
} from '../src/constants.ts'
import { type Field, key, nameField, type Struct, time } from './fields.ts'

const forkAndLength: readonly Field[] = [
  { name: 'fork', type: 'uint', doc: "Fork of the drive's core" },
  { name: 'length', type: 'uint', doc: "Blocks of the drive's core that make the version" },
]

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
    name: 'room-file-entry',
    doc: 'A file of a room that is, or was begun to be put, on this disk.',
    fields: [
      key('signer', 'As in its file-reference'),
      {
        name: 'name',
        type: 'string',
        min: 1,
        max: MAX_FILE_NAME_BYTES,
        doc: 'As in its file-reference',
      },
      { name: 'size', type: 'uint', max: MAX_FILE_BYTES, doc: 'Bytes; 0 while it is being put in' },
      { name: 'isOwn', type: 'bool', doc: 'Whether this device put it into the room' },
      { name: 'isWhole', type: 'bool', doc: 'False: it was begun to be put in, and nobody was told of it' },
      time('since', 'When it came'),
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
  {
    name: 'app-version',
    doc: "A version of an app that this profile has, or has chosen. As in the author's release, where there is one.",
    fields: [
      ...forkAndLength,
      key('treeHash', "Tree hash of the drive's core at `length`"),
      { name: 'blobsLength', type: 'uint', doc: 'Blocks of the core with the contents of the files' },
      key('blobsTreeHash', 'Its tree hash at `blobsLength`; 32 zero bytes when it is empty'),
      {
        name: 'version',
        type: 'string',
        max: MAX_RELEASE_VERSION_BYTES,
        doc: 'For people; empty when it has none',
      },
      key('authorKey', "Identity that signed its release; the drive's own key when there is none"),
      { name: 'isAttested', type: 'bool', doc: 'Whether `authorKey` is an identity that signed a release' },
      time('chosenAt', 'When this profile chose it'),
    ],
  },
  {
    name: 'app-entry',
    doc: 'An app of this profile.',
    fields: [
      key('key', "Key of the app's drive"),
      nameField('alias', 'What it is called here; unique in the profile; may be empty'),
      { name: 'channel', type: 'string', min: 1, max: MAX_CHANNEL_BYTES, doc: 'The release line it follows' },
      { name: 'isPinned', type: 'bool', doc: 'Whether it stays on `current`' },
      { name: 'current', type: 'app-version', doc: 'What runs' },
      { name: 'good', type: 'app-version', optional: true, doc: 'The last version that started' },
      { name: 'next', type: 'app-version', optional: true, doc: 'What runs from the next start on' },
      {
        name: 'trouble',
        type: 'string',
        max: MAX_CAPABILITY_BYTES,
        doc: 'Code of what stopped its updates for good, such as a forked drive; empty when nothing did',
      },
      { name: 'releases', type: 'uint', doc: "Records of the author's log of releases that were seen" },
      { ...key('newestRelease', 'BLAKE2b-256 of the newest of them'), optional: true },
      time('installedAt', 'When it was first opened'),
      time('lastOpenedAt', 'When it was last opened'),
    ],
  },
  {
    name: 'bad-app-version',
    doc: 'A version of an app that did not start, and is not taken again.',
    fields: [
      ...forkAndLength,
      { name: 'reason', type: 'string', max: MAX_LOCAL_REASON_BYTES, doc: 'What was seen, in words' },
      time('at', 'When it did not start'),
    ],
  },
  {
    name: 'app-consent',
    doc: 'What the user allowed an app of an author.',
    fields: [
      key('appKey', "Key of the app's drive"),
      key('authorKey', 'Its author'),
      {
        name: 'permissions',
        type: 'string',
        max: MAX_PERMISSIONS_BYTES,
        doc: 'The permission set in its canonical JSON',
      },
      { name: 'unconfined', type: 'bool', doc: 'Whether it may run where no OS sandbox holds it' },
      time('grantedAt', 'When the user said so'),
    ],
  },
  {
    name: 'app-place',
    doc: "Where an app's storage lies, when it was moved.",
    fields: [
      { name: 'path', type: 'string', min: 1, max: MAX_LOCAL_PATH_BYTES, doc: 'Absolute folder' },
      {
        name: 'movingTo',
        type: 'string',
        max: MAX_LOCAL_PATH_BYTES,
        doc: 'Where it is being moved to; empty when it is not',
      },
    ],
  },
  {
    name: 'drive-entry',
    doc: 'A drive that this profile knows by name.',
    fields: [
      key('key', 'Key of the drive'),
      nameField('name', 'What it is called here; unique in the profile', 1),
      {
        ...key(
          'encryptionKey',
          'What its entries and contents are read with; absent for a drive that is not encrypted',
        ),
        optional: true,
      },
      { name: 'isOurs', type: 'bool', doc: 'Whether this profile made it, and may write it' },
      {
        name: 'isBlind',
        type: 'bool',
        doc: 'Whether it is kept for others without being read: it is encrypted, and its key is not here',
      },
      {
        name: 'isSeeded',
        type: 'bool',
        doc: 'Whether it is announced and fetched whole while this profile runs',
      },
      time('createdAt', 'When it was made or added here'),
    ],
  },
  {
    name: 'peer-entry',
    doc: 'A machine of ours or of others that this profile has a name for.',
    fields: [
      key('deviceKey', 'Ed25519 public key of the device'),
      nameField('name', 'What it is called here; unique in the profile', 1),
      { ...key('identityKey', 'The person whose device it is, when that is known'), optional: true },
      time('addedAt', 'When it was added'),
    ],
  },
  {
    name: 'exposed-entry',
    doc: 'Something that this machine lets others reach by a name, when they have a grant.',
    fields: [
      nameField('name', 'What others call it; unique in the profile', 1),
      {
        name: 'target',
        type: 'string',
        min: 1,
        max: MAX_SCOPE_BYTES,
        doc: 'What is reached: `host:port`, or `unix:` and an absolute path',
      },
      time('addedAt', 'When it was exposed'),
    ],
  },
  {
    name: 'read-marker',
    doc: 'How far this device has read a room.',
    fields: [
      { name: 'messages', type: 'uint', doc: 'How many messages of the room, from its beginning, were read' },
      time('readAt', 'When it was read last'),
    ],
  },
]
