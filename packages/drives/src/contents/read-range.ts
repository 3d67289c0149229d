/** A part of a file of a drive: only the blocks that it is in are fetched. */
import type Hyperblobs from 'hyperblobs'
import type Hypercore from 'hypercore'
import { type ReadBlock, readBlockMap } from './block-map.ts'
import type { OpenedDrive } from '../place/open-place.ts'
import { type DriveContents, damaged, missing, readBlock, readBlocks } from '../tree/drive-tree.ts'
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
  const read = (index: number) => readBlock({ core, waits }, index)
  const { number, byte: first } = await seek({ core, read }, contents, from)
  let byte = first
  for (const index of numbersFrom(contents, number)) {
    if (byte >= to) return
    const block = await read(index)
    if (block === null) throw missing()
    const end = byte + block.byteLength
    if (end > from) yield block.subarray(Math.max(0, from - byte), Math.min(block.byteLength, to - byte))
    byte = end
  }
  if (byte < to) throw damaged()
}

/** Blocks of a file, from one of them on. */
function* numbersFrom({ pieces }: DriveContents, number: number): Generator<number> {
  let before = 0
  for (const [from, to] of pieces) {
    for (let at = from + Math.max(0, number - before); at < to; at++) yield at
    before += to - from
  }
}

/** A block of a file, counted from its first one, and the byte of the file with which it begins. */
interface Position {
  readonly number: number
  readonly byte: number
}

const BEGINNING: Position = { number: 0, byte: 0 }

/** The block that a byte of a file is in, or one before it. */
async function seek(
  { core, read }: { core: Hypercore; read: ReadBlock },
  contents: DriveContents,
  byte: number,
): Promise<Position> {
  const { id } = contents
  if (id === null || byte === 0) return BEGINNING
  if (id.blockMap !== true) return seekBlob(core, contents, { byte, from: id.byteOffset })
  const mapped = (await readBlockMap(read, [id.blockOffset, id.blockOffset + id.blockLength])) ?? []
  let at = BEGINNING
  for (const { byteLength } of mapped) {
    if (at.byte + byteLength > byte) break
    at = { number: at.number + 1, byte: at.byte + byteLength }
  }
  return at
}

/** The core's own tree finds it. */
async function seekBlob(
  core: Hypercore,
  { pieces: [piece] }: DriveContents,
  { byte, from }: { byte: number; from: number },
): Promise<Position> {
  const found = piece === undefined ? null : await core.seek(from + byte)
  if (found === null || piece === undefined) return BEGINNING
  const [block, offset] = found
  // The entry's own offset is its writer's: what does not lie in the file is read from its beginning.
  const isInside = piece[0] <= block && block < piece[1]
  return isInside ? { number: block - piece[0], byte: byte - offset } : BEGINNING
}
