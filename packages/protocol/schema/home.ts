/** What devices of one person tell each other; see docs/protocol/home.md. */
import {
  MAX_ATTESTATION_BYTES,
  MAX_HOME_CUTS,
  MAX_HOME_ENTRIES,
  MAX_HOME_KEY_BYTES,
  MAX_HOME_ROOTS,
  MAX_HOME_VALUE_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_SEALED_KEYS,
} from '../src/constants.ts'
import { deviceKey, inviteId, key, nameField, type Struct, time } from './fields.ts'
import { links } from './room-2.ts'

const epochId = key('epochId', 'Id of the epoch, a hash of its key')
const sealed = {
  name: 'sealed',
  type: 'sealed-key',
  list: MAX_SEALED_KEYS,
  doc: 'Devices that can open the epoch, and the home key, which the phrase opens',
} as const
const homeKey = key('homeKey', 'Ed25519 public key that comes from the phrase; it names the home')

export const HOME: readonly Struct[] = [
  {
    name: 'home-device',
    doc: 'A device is one of the home from here on.',
    fields: [
      deviceKey,
      {
        name: 'proof',
        type: 'buffer',
        min: 1,
        max: MAX_ATTESTATION_BYTES,
        doc: 'keet-identity-key proof that the identity vouches for the device',
      },
      { name: 'hasPhrase', type: 'bool', doc: 'Whether the phrase is kept there' },
      time('listedAt', 'When, by the clock of who says so'),
    ],
  },
  {
    name: 'home-cut',
    doc: 'A device is none of the home any more.',
    fields: [
      deviceKey,
      { name: 'length', type: 'uint', doc: 'Blocks of its feed that count; later ones do not' },
    ],
  },
  {
    name: 'home-epoch',
    doc: 'A new key for what is written from here on.',
    fields: [
      epochId,
      time('madeAt', 'When, by the clock of who made it'),
      links,
      { name: 'out', type: 'home-cut', list: MAX_HOME_CUTS, doc: 'Devices that are put out with it' },
      sealed,
    ],
  },
  {
    name: 'home-seal',
    doc: "More devices get an epoch's key.",
    fields: [epochId, sealed],
  },
  {
    name: 'home-block',
    doc: 'One block of a feed: exactly one of these.',
    fields: [
      { name: 'device', type: 'home-device', optional: true, doc: 'A device comes' },
      { name: 'epoch', type: 'home-epoch', optional: true, doc: 'A new key; devices may go' },
      { name: 'seal', type: 'home-seal', optional: true, doc: 'A key for more devices' },
      { name: 'entries', type: 'sealed-body', optional: true, doc: 'A home-entries record, sealed' },
    ],
  },
  {
    name: 'home-entry',
    doc: 'A value under a key; of those with one key the latest counts.',
    fields: [
      time('clock', 'When, by a hybrid clock'),
      { name: 'counter', type: 'uint', doc: 'Orders what has the same clock' },
      { name: 'key', type: 'string', min: 1, max: MAX_HOME_KEY_BYTES, doc: 'Kind, `/`, name' },
      {
        name: 'value',
        type: 'buffer',
        max: MAX_HOME_VALUE_BYTES,
        doc: 'The record of that kind; empty: deleted',
      },
    ],
  },
  {
    name: 'home-entries',
    doc: 'Entries that were written together.',
    fields: [{ name: 'entries', type: 'home-entry', list: MAX_HOME_ENTRIES, doc: 'In the order of writing' }],
  },
  {
    name: 'home-keys',
    doc: 'What a device needs to read its home: given to a device that is linked.',
    fields: [
      homeKey,
      key('outerKey', 'Encrypts the blocks of all feeds, so that who keeps them sees nothing'),
      { ...key('roots', 'Device whose word counts from the start'), list: MAX_HOME_ROOTS },
      { name: 'isAnchored', type: 'bool', doc: 'Whether a root is found from the phrase alone' },
    ],
  },
  {
    name: 'link-gift',
    doc: 'What a device that is being linked is given.',
    fields: [
      {
        name: 'proof',
        type: 'buffer',
        min: 1,
        max: MAX_ATTESTATION_BYTES,
        doc: 'keet-identity-key proof that the identity vouches for it',
      },
      { name: 'home', type: 'home-keys', optional: true, doc: 'The home of its siblings, if they have one' },
    ],
  },
  {
    name: 'home-room',
    doc: 'A room of the person.',
    fields: [
      key('key', 'Key of the room'),
      key('encryptionKey', "The room's secret"),
      nameField('name', "The room's name when last seen", 1),
      time('joinedAt', 'When the first of the devices made or joined it'),
    ],
  },
  {
    name: 'home-join',
    doc: 'A device asks its siblings to let it into a room.',
    fields: [
      inviteId,
      key('publicKey', 'Public key of that invite, which nobody has the secret of'),
      { name: 'device', type: 'device-record', doc: 'Who asks, in the context of that invite' },
    ],
  },
  {
    name: 'home-contact',
    doc: 'Somebody, as the person calls them.',
    fields: [
      nameField('petname', 'What they are called', 1),
      time('since', 'When they were first called so'),
    ],
  },
  {
    name: 'home-read',
    doc: 'How far a room was read.',
    fields: [{ name: 'seq', type: 'uint', doc: 'Messages with a smaller number were read' }],
  },
  {
    name: 'home-text',
    doc: 'A text of the person: a draft, a setting, the name of a device.',
    fields: [{ name: 'text', type: 'string', max: MAX_MESSAGE_BYTES, doc: 'It' }],
  },
]
