/**
 * Records of a batch, one behind the other; compact-encoding again. Entries come in the order of trees.
 *
 * | nr | record | body                                                                                         |
 * | -- | ------ | -------------------------------------------------------------------------------------------- |
 * | 1  | entry  | `kind: uint8`, `path: string`, `mode: uint16`, `mtime: uint` ms, `bytes: uint`, `offset: uint`, `target: string` |
 * | 2  | data   | `bytes: buffer` of the file that was begun last                                              |
 * | 3  | end    | `hash: fixed32`, SHA-256 of the whole file                                                   |
 * | 4  | skip   | `reason: uint8`: the file that was begun last is not sent, or not further                    |
 * | 5  | finish |                                                                                              |
 */
import { failure, type Result, success } from '@comice/protocol'
import c, { type State } from 'compact-encoding'
import { MAX_BATCH_RECORDS, MAX_LINK_TARGET_CHARS, MAX_PATH_BYTES } from '../constants.ts'
import type { Refusal } from '../names/safe-path.ts'

export interface SentEntry {
  readonly kind: 'file' | 'symlink' | 'folder'
  /** `/folder/file`. Of anybody's choice when it was received. */
  readonly path: string
  /** Permission bits. */
  readonly mode: number
  readonly mtimeMs: number
  /** Of a file; of a stream 0. */
  readonly bytes: number
  /** Where its contents go on. */
  readonly offset: number
  readonly target: string
}

export type BatchRecord =
  | { readonly kind: 'entry'; readonly entry: SentEntry }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly hash: Uint8Array }
  | { readonly kind: 'skip'; readonly reason: Refusal }
  | { readonly kind: 'finish' }

const ENTRY_KINDS = ['file', 'symlink', 'folder'] as const

/** Why a sender leaves a file out. The last is for numbers that this version does not know. */
const SKIPS = ['changing', 'no-access', 'not-a-file', 'unavailable'] as const satisfies readonly Refusal[]

const [ENTRY, DATA, END, SKIP, FINISH] = [1, 2, 3, 4, 5] as const

export function writeRecord(at: State, record: BatchRecord): void {
  write('encode', at, record)
}

export function measureRecord(record: BatchRecord): number {
  const state = { start: 0, end: 0, buffer: null } as unknown as State
  write('preencode', state, record)
  return state.end
}

function write(step: 'preencode' | 'encode', at: State, record: BatchRecord): void {
  switch (record.kind) {
    case 'entry':
      c.uint8[step](at, ENTRY)
      return writeEntry(step, at, record.entry)
    case 'data':
      c.uint8[step](at, DATA)
      return c.buffer[step](at, record.bytes)
    case 'end':
      c.uint8[step](at, END)
      return c.fixed32[step](at, record.hash)
    case 'skip': {
      c.uint8[step](at, SKIP)
      const number = SKIPS.findIndex((reason) => reason === record.reason)
      return c.uint8[step](at, number === -1 ? SKIPS.length - 1 : number)
    }
    case 'finish':
      return c.uint8[step](at, FINISH)
  }
}

function writeEntry(step: 'preencode' | 'encode', at: State, entry: SentEntry): void {
  c.uint8[step](at, ENTRY_KINDS.indexOf(entry.kind))
  c.string[step](at, entry.path)
  c.uint16[step](at, entry.mode)
  c.uint[step](at, entry.mtimeMs)
  c.uint[step](at, entry.bytes)
  c.uint[step](at, entry.offset)
  c.string[step](at, entry.target)
}

/** Total: takes any bytes, of anybody. Data are views of `bytes`. */
export function decodeBatch(bytes: Uint8Array): Result<BatchRecord[], 'MALFORMED' | 'TOO_LARGE'> {
  const at = { start: 0, end: bytes.byteLength, buffer: bytes } as unknown as State
  const records: BatchRecord[] = []
  try {
    while (at.start < at.end) {
      if (records.length === MAX_BATCH_RECORDS) return failure('TOO_LARGE')
      records.push(read(at))
      if (at.start > at.end) return failure('MALFORMED')
    }
  } catch {
    return failure('MALFORMED')
  }
  return success(records)
}

function read(at: State): BatchRecord {
  const kind = c.uint8.decode(at)
  switch (kind) {
    case ENTRY:
      return { kind: 'entry', entry: readEntry(at) }
    case DATA:
      return { kind: 'data', bytes: c.buffer.decode(at) ?? new Uint8Array() }
    case END:
      return { kind: 'end', hash: c.fixed32.decode(at) }
    case SKIP:
      return { kind: 'skip', reason: SKIPS[c.uint8.decode(at)] ?? 'unavailable' }
    case FINISH:
      return { kind: 'finish' }
    default:
      throw new RangeError('no record has this number')
  }
}

function readEntry(at: State): SentEntry {
  const kind = ENTRY_KINDS[c.uint8.decode(at)]
  if (kind === undefined) throw new RangeError('no entry has this kind')
  const path = c.string.decode(at)
  const mode = c.uint16.decode(at)
  const mtimeMs = c.uint.decode(at)
  const bytes = c.uint.decode(at)
  const offset = c.uint.decode(at)
  const target = c.string.decode(at)
  // Names beyond are refused one by one; far beyond, nobody means them.
  if (path.length > 2 * MAX_PATH_BYTES || target.length > 2 * MAX_LINK_TARGET_CHARS)
    throw new RangeError('longer than any path')
  return { kind, path, mode, mtimeMs, bytes, offset, target }
}
