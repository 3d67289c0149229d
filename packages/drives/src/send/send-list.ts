/**
 * The list of all that a send offers, on the disk of the sender: it is walked once, so an offer never changes, a restart
 * goes on with the same one, and a million files take no memory. Entries stand one behind the other, each behind its
 * length (uint32, little-endian), in the order of trees.
 */
import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import c, { type State } from 'compact-encoding'
import { DriveErrors } from '../errors.ts'
import type { FolderContents } from '../tree/folder-tree.ts'
import type { TreeEntry } from '../tree/tree.ts'

export interface ListedEntry {
  readonly kind: 'file' | 'symlink' | 'folder'
  /** `/name/below`. */
  readonly path: string
  readonly mode: number
  /** As the file system has it, with parts of ms. */
  readonly mtimeMs: number
  readonly inode: number
  readonly bytes: number
  readonly target: string
}

export interface NumberedEntry extends ListedEntry {
  readonly index: number
}

const KINDS = ['file', 'symlink', 'folder'] as const
const LENGTH_BYTES = 4
const READ_BYTES = 256 * 1024

/** Writes the list, durably. Returns its SHA-256. @throws what `entries` throws; then there is no list */
export async function writeSendList(file: string, entries: AsyncIterable<ListedEntry>): Promise<Uint8Array> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const unfinished = `${file}.unfinished`
  const hash = createHash('sha256')
  const handle = await open(unfinished, 'w', 0o600)
  try {
    let portion: Buffer[] = []
    let bytes = 0
    const flush = async () => {
      const joined = Buffer.concat(portion)
      hash.update(joined)
      await handle.writeFile(joined)
      ;[portion, bytes] = [[], 0]
    }
    for await (const entry of entries) {
      const encoded = encodeEntry(entry)
      portion.push(encoded)
      bytes += encoded.byteLength
      if (bytes > READ_BYTES) await flush()
    }
    await flush()
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(unfinished, file)
  return new Uint8Array(hash.digest())
}

/** Entries from `index` on. @throws SEND_PATH_INVALID when the list is damaged */
export async function* readSendList(file: string, index: number): AsyncGenerator<NumberedEntry> {
  const handle = await open(file, 'r')
  try {
    let at = 0
    for await (const encoded of records(handle, file)) {
      if (at >= index) yield { ...decodeEntry(encoded), index: at }
      at++
    }
  } finally {
    await handle.close()
  }
}

/** Bytes of all files before `index`. */
export async function bytesBefore(file: string, index: number): Promise<number> {
  if (index === 0) return 0
  let bytes = 0
  for await (const entry of readSendList(file, 0)) {
    if (entry.index === index) break
    bytes += entry.bytes
  }
  return bytes
}

/** As a tree tells it; `path` is that in the list. */
export function listedEntry(path: string, entry: TreeEntry, target: string): ListedEntry {
  const stats = (entry.contents as FolderContents | null)?.stats
  return {
    kind: entry.kind,
    path,
    mode: entry.mode ?? (entry.executable ? 0o755 : 0o644),
    mtimeMs: stats?.mtimeMs ?? entry.mtimeMs ?? 0,
    inode: stats?.ino ?? 0,
    bytes: entry.bytes,
    target,
  }
}

async function* records(handle: FileHandle, file: string): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  for (;;) {
    const piece = Buffer.allocUnsafe(READ_BYTES)
    const { bytesRead } = await handle.read(piece, 0, READ_BYTES)
    if (bytesRead === 0) break
    rest = Buffer.concat([rest, piece.subarray(0, bytesRead)])
    let at = 0
    while (rest.byteLength - at >= LENGTH_BYTES) {
      const end = at + LENGTH_BYTES + rest.readUInt32LE(at)
      if (end > rest.byteLength) break
      yield rest.subarray(at + LENGTH_BYTES, end)
      at = end
    }
    rest = rest.subarray(at)
  }
  if (rest.byteLength > 0) throw DriveErrors.SEND_PATH_INVALID({ path: file, cause: 'the list is cut off' })
}

function encodeEntry(entry: ListedEntry): Buffer {
  const state = { start: 0, end: LENGTH_BYTES, buffer: null } as unknown as State
  step('preencode', state, entry)
  const buffer = Buffer.allocUnsafe(state.end)
  buffer.writeUInt32LE(buffer.byteLength - LENGTH_BYTES)
  step('encode', { start: LENGTH_BYTES, end: buffer.byteLength, buffer }, entry)
  return buffer
}

function step(name: 'preencode' | 'encode', at: State, entry: ListedEntry): void {
  c.uint8[name](at, KINDS.indexOf(entry.kind))
  c.string[name](at, entry.path)
  c.uint16[name](at, entry.mode)
  c.float64[name](at, entry.mtimeMs)
  c.float64[name](at, entry.inode)
  c.uint[name](at, entry.bytes)
  c.string[name](at, entry.target)
}

function decodeEntry(buffer: Buffer): ListedEntry {
  const at = { start: 0, end: buffer.byteLength, buffer } as unknown as State
  return {
    kind: KINDS[c.uint8.decode(at)] ?? 'file',
    path: c.string.decode(at),
    mode: c.uint16.decode(at),
    mtimeMs: c.float64.decode(at),
    inode: c.float64.decode(at),
    bytes: c.uint.decode(at),
    target: c.string.decode(at),
  }
}
