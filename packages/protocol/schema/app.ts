/** What an app's author writes into the app's drive. */
import {
  MAX_ATTESTATION_BYTES,
  MAX_CHANNEL_BYTES,
  MAX_RELEASE_NOTES_BYTES,
  MAX_RELEASE_VERSION_BYTES,
} from '../src/constants.ts'
import { deviceKey, identityKey, key, type Struct, time } from './fields.ts'

export const RELEASE: readonly Struct[] = [
  {
    name: 'app-release',
    doc: 'One step of a release line: from now on it is this version of the drive, a newer or, after a rollback, an older one.',
    fields: [
      { name: 'seq', type: 'uint', doc: "Number in the app's log of releases, from 0, over all channels" },
      {
        name: 'channel',
        type: 'string',
        min: 1,
        max: MAX_CHANNEL_BYTES,
        doc: 'The release line, for example `stable`',
      },
      {
        name: 'version',
        type: 'string',
        min: 1,
        max: MAX_RELEASE_VERSION_BYTES,
        doc: 'For people, for example `1.2.0`',
      },
      { name: 'fork', type: 'uint', doc: "Fork of the drive's core" },
      { name: 'length', type: 'uint', doc: "Blocks of the drive's core that make the released version" },
      key('treeHash', "Tree hash of the drive's core at `length`"),
      { name: 'blobsLength', type: 'uint', doc: 'Blocks of the core with the contents of the files' },
      key('blobsTreeHash', 'Its tree hash at `blobsLength`; 32 zero bytes when it is empty'),
      {
        name: 'notes',
        type: 'string',
        max: MAX_RELEASE_NOTES_BYTES,
        doc: 'What is new, in words; may be empty',
      },
      time('releasedAt', "When it was released by its author's clock"),
      {
        ...key('previous', 'BLAKE2b-256 of the release record before this one; absent in the first'),
        optional: true,
      },
      identityKey,
      deviceKey,
    ],
  },
]

/** Records in the drive itself. */
export const APP_RECORDS: readonly Struct[] = [
  {
    name: 'release-record',
    doc: 'A release with the proof of who made it. Stands in the tree of the drive, beside its files.',
    fields: [
      { name: 'release', type: 'app-release', doc: 'What is released' },
      {
        name: 'attestation',
        type: 'buffer',
        max: MAX_ATTESTATION_BYTES,
        doc: 'keet-identity-key proof that the identity vouches for the device',
      },
      { name: 'signature', type: 'fixed64', doc: 'By the device key, over releaseSignable()' },
    ],
  },
]

/** What its signature covers: the drive's key binds a release to its app. */
export const RELEASE_CLAIM: Struct = {
  name: 'release-claim',
  doc: "What a release's signature covers.",
  fields: [
    key('driveKey', "Key of the app's drive"),
    { name: 'release', type: 'app-release', doc: 'What is released' },
  ],
}
