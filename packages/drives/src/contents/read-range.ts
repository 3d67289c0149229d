/** A part of a file of a drive: only the blocks that it is in are fetched. */
import type Hyperblobs from 'hyperblobs'
import type Hypercore from 'hypercore'
import { DriveErrors } from '../errors.ts'
import type { OpenedDrive } from '../place/open-place.ts'
import { type DriveContents, readBlocks } from '../tree/drive-tree.ts'
import type { TreeEntry } from '../tree/tree.ts'

export interface ByteRange {
  /** First byte. Default 0. */
  readonly start?: number | undefined
  /** The byte after the last. Default: the end of the file. */
  readonly end?: number | undefined
}

/** The bytes of a range of a file, in pieces of any size; nothing when it begins behind the end. */
export async function* readRange(
  { blobs, reached }: Pick<OpenedDrive, 'blobs' | 'reached'>,
  entry: TreeEntry,
  { start = 0, end = entry.bytes }: ByteRange = {},
): AsyncGenerator<Uint8Array> {
  const contents = entry.contents as DriveContents
  const [from, to] = [Math.max(0, start), Math.min(end, entry.bytes)]
  if (from >= to || blobs === null) return
  if (from === 0 && to === entry.bytes) {
    yield* readBlocks({ blobs, waits: reached.waits }, contents)
    return
  }
  yield* readPart(blobs, contents, { from, to, waits: reached.waits })
}

async function* readPart(
  { core }: Hyperblobs,
  contents: DriveContents,
  { from, to, waits }: { from: number; to: number; waits: OpenedDrive['reached']['waits'] },
): AsyncGenerator<Uint8Array> {
  let { at, byte } = await seek(core, contents, from)
  for (; at.piece < contents.pieces.length && byte < to;) {
    const read = core.get(at.block)
    const block = await (waits === undefined ? read : waits.block(read))
    if (block === null) throw DriveErrors.DRIVE_DAMAGED({ reason: 'a block of a file is missing' })
    const end = byte + block.byteLength
    if (end > from) yield block.subarray(Math.max(0, from - byte), Math.min(block.byteLength, to - byte))
    byte = end
    at = next(contents, at)
  }
}

interface Position {
  readonly piece: number
  readonly block: number
}

function next({ pieces }: DriveContents, { piece, block }: Position): Position {
  if (block + 1 < (pieces[piece]?.[1] ?? 0)) return { piece, block: block + 1 }
  return { piece: piece + 1, block: pieces[piece + 1]?.[0] ?? 0 }
}

/** A block at or before a byte of the file. The core's own tree finds it, where the file lies in one piece. */
async function seek(
  core: Hypercore,
  { pieces, id }: DriveContents,
  from: number,
): Promise<{ at: Position; byte: number }> {
  const first = { at: { piece: 0, block: pieces[0]?.[0] ?? 0 }, byte: 0 }
  const [piece] = pieces
  if (pieces.length !== 1 || piece === undefined || id === null || from === 0) return first
  const found = await core.seek(id.byteOffset + from)
  if (found === null) return first
  const [block, offset] = found
  // The entry's own offset is its writer's: what does not lie in the file is read from its beginning.
  return block < piece[0] || block >= piece[1] ? first : { at: { piece: 0, block }, byte: from - offset }
}
