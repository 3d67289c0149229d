/** What a hostile writer puts into a drive. */
import { beeOf } from '../../src/drive/side-keys.ts'
import { openSharedDrive } from '../../src/drive/shared-drive.ts'
import type { DrivePeer } from '../peers.ts'

const plain = { executable: false, linkname: null, blob: null, metadata: null }

/** Names that no file gets, and why. */
export const NAMES: readonly (readonly [key: string, reason: string])[] = [
  ['relative', 'not-a-path'],
  ['//a', 'not-a-path'],
  ['/a//b', 'not-a-path'],
  ['/folder/', 'not-a-path'],
  ['/', 'not-a-path'],
  ['', 'not-a-path'],
  ['/../../victim', 'not-a-path'],
  ['/a/../../victim', 'not-a-path'],
  ['/./a', 'not-a-path'],
  ['/..', 'not-a-path'],
  ['/..\\..\\victim', 'not-a-path'],
  ['C:\\victim', 'not-a-path'],
  ['/C:/victim', 'reserved'],
  ['/file.txt:stream', 'reserved'],
  ['/nul', 'reserved'],
  ['/CON.js', 'reserved'],
  ['/folder/com1.txt', 'reserved'],
  ['/lpt¹', 'reserved'],
  ['/ends-with-dot.', 'reserved'],
  ['/ends-with-space ', 'reserved'],
  ['/what?', 'reserved'],
  ['/a\u0000.js', 'unreadable'],
  ['/\u001b[2Jcleared', 'unreadable'],
  ['/line\nbreak', 'unreadable'],
  ['/exe.\u202egpj.js', 'unreadable'],
  ['/tag\u{e0041}', 'unreadable'],
  [`/${'n'.repeat(256)}`, 'too-long'],
  [`/${'ä'.repeat(128)}`, 'too-long'],
  [`/${'long/'.repeat(1000)}a`, 'too-long'],
  ['/d'.repeat(129), 'too-long'],
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

/** Pairs of which the second is refused. */
export const CLASHES: readonly (readonly [string, string])[] = [
  ['/README', '/readme'],
  ['/cafe\u0301', '/caf\u00e9'],
  ['/Lib/a', '/lib/b'],
  ['/file-then-folder', '/file-then-folder/x'],
  ['/file', '/\u{1d41f}ile'],
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
