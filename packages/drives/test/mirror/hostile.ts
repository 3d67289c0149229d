/** What a hostile writer puts into a drive. */
import { beeOf } from '../../src/drive/side-keys.ts'
import { HOSTILE_NAMES } from '../../src/testing/hostile-names.ts'
import { openSharedDrive } from '../../src/drive/shared-drive.ts'
import type { DrivePeer } from '../peers.ts'

const plain = { executable: false, linkname: null, blob: null, metadata: null }

/** Names that no file gets, and why; the last ones are those of what is not finished. */
export const NAMES: readonly (readonly [key: string, reason: string])[] = [
  ...HOSTILE_NAMES,
  ['/.comice-unfinished/planted', 'reserved'],
  ['/.comice-receiving-1/planted', 'reserved'],
]

/** Entries that are none, or promise what they do not hold. The contents' core has one block of 5 bytes. */
export const ENTRIES: readonly (readonly [key: string, value: unknown, reason: string])[] = [
  ['/is-null', null, 'malformed'],
  ['/is-text', 'text', 'malformed'],
  ['/blob-is-text', { ...plain, blob: 'blob' }, 'malformed'],
  [
    '/negative',
    { ...plain, blob: { blockOffset: -1, blockLength: 1, byteOffset: 0, byteLength: 5 } },
    'malformed',
  ],
  [
    '/behind-the-end',
    { ...plain, blob: { blockOffset: 99, blockLength: 1, byteOffset: 0, byteLength: 5 } },
    'malformed',
  ],
  [
    '/tebibyte',
    { ...plain, blob: { blockOffset: 0, blockLength: 1, byteOffset: 0, byteLength: 2 ** 40 } },
    'too-large',
  ],
  [
    '/many-blocks',
    { ...plain, blob: { blockOffset: 0, blockLength: 2 ** 28, byteOffset: 0, byteLength: 2 ** 40 } },
    'malformed',
  ],
  [
    '/shorter',
    { ...plain, blob: { blockOffset: 0, blockLength: 1, byteOffset: 0, byteLength: 3 } },
    'malformed',
  ],
  [
    '/longer',
    { ...plain, blob: { blockOffset: 0, blockLength: 1, byteOffset: 0, byteLength: 6 } },
    'too-large',
  ],
  [
    '/map',
    { ...plain, blob: { blockOffset: 0, blockLength: 1, byteOffset: 0, byteLength: 5, blockMap: true } },
    'malformed',
  ],
  ['/link-out', { ...plain, linkname: '../../victim' }, 'link-outside'],
  ['/link-up', { ...plain, linkname: '..' }, 'link-outside'],
  ['/a/link-winding', { ...plain, linkname: 'b/../../../victim' }, 'link-outside'],
  ['/link-control', { ...plain, linkname: '\u001b[2J' }, 'link-outside'],
  ['/link-number', { ...plain, linkname: 7 }, 'malformed'],
  ['/link-long', { ...plain, linkname: 'a/'.repeat(5000) }, 'link-outside'],
  ['/link-empty', { ...plain, linkname: '' }, 'link-outside'],
]

/** A drive with one good file, `/good`, and whatever else. */
export async function hostileDrive(
  mallory: DrivePeer,
  entries: Iterable<readonly [string, unknown]>,
): Promise<string> {
  const { name, key, link } = await mallory.drives.create()
  await mallory.drives.files.put(`${name}:/good`, [Buffer.from('good!')])
  await using handle = await openSharedDrive(mallory.peer, { key })
  const batch = beeOf(handle.drive).batch({ update: false })
  for (const [path, value] of entries) await batch.put(`files\0${path}`, value)
  await batch.flush()
  await mallory.drives.seed(name)
  return link
}

export const goodValue = { ...plain, blob: { blockOffset: 0, blockLength: 1, byteOffset: 0, byteLength: 5 } }
