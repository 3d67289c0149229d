/**
 * The bytes of `comice/bulk/1`, see docs/protocol/bulk.md. Over a stream of `network.streams` a reader sends requests, and a
 * holder answers. Each is a length (uint32, little-endian) and a head of that length in encodings of compact-encoding; behind
 * the head of a chunk come its blocks. Whoever sends anything else loses the stream.
 *
 * | from   | what    | head                                                                                             |
 * | ------ | ------- | ------------------------------------------------------------------------------------------------ |
 * | reader | request | `length: uint`, `start: uint`, `end: uint`: blocks of the core as it was with `length` of them       |
 * | holder | chunk   | `1`, `start: uint`, `level: uint8`, `path: uint8 × (size: uint, hash: fixed32)`, `2^level × size: uint` |
 * | holder | gap     | `2`: the rest of the request is not there                                                        |
 */
import { decodeBounded, failure, type Codec, type DecodeFailure, type Result } from '@comice/protocol'
import c, { type State } from 'compact-encoding'
import {
  MAX_BULK_CHUNK_BLOCKS,
  MAX_BULK_CHUNK_BYTES,
  MAX_BULK_CORE_BYTES,
  MAX_BULK_HEAD_BYTES,
  MAX_BULK_PATH_NODES,
  MAX_BULK_REQUEST_BYTES,
} from '../constants.ts'
import type { PathNode, Subtree } from './range-tree.ts'

/** What a stream is asked for. */
export const BULK_PURPOSE = 'comice/bulk/1'

/** The `data` of a stream: whose blocks. */
export interface BulkCore {
  /** 32 bytes. */
  readonly discoveryKey: Uint8Array
  readonly fork: number
}

export interface BulkRequest {
  /** Blocks of the tree to which the path leads. */
  readonly length: number
  readonly start: number
  readonly end: number
}

/** What stands before the blocks of a chunk. */
export interface ChunkHead extends Subtree {
  readonly kind: 'chunk'
  readonly path: readonly PathNode[]
  /** Bytes of each block. */
  readonly sizes: readonly number[]
}

export type AnswerHead = ChunkHead | { readonly kind: 'gap' }

const CHUNK = 1
const GAP = 2

const coreCodec: Codec<BulkCore> = {
  preencode(state, { discoveryKey, fork }) {
    c.fixed32.preencode(state, Buffer.from(discoveryKey))
    c.uint.preencode(state, fork)
  },
  encode(state, { discoveryKey, fork }) {
    c.fixed32.encode(state, Buffer.from(discoveryKey))
    c.uint.encode(state, fork)
  },
  decode: (state) => ({
    discoveryKey: c.fixed32.decode(state),
    fork: c.uint.decode(state),
  }),
}

const requestCodec: Codec<BulkRequest> = {
  preencode(state, { length, start, end }) {
    for (const value of [length, start, end]) c.uint.preencode(state, value)
  },
  encode(state, { length, start, end }) {
    for (const value of [length, start, end]) c.uint.encode(state, value)
  },
  decode: (state) => ({
    length: c.uint.decode(state),
    start: c.uint.decode(state),
    end: c.uint.decode(state),
  }),
}

const answerCodec: Codec<AnswerHead> = {
  preencode(state, head) {
    writeAnswer('preencode', state, head)
  },
  encode(state, head) {
    writeAnswer('encode', state, head)
  },
  decode(state) {
    const at = state as State
    const kind = c.uint8.decode(at)
    if (kind === GAP) return { kind: 'gap' }
    if (kind !== CHUNK) throw new RangeError('no answer has this number')
    return readChunk(at)
  },
}

function writeAnswer(step: 'preencode' | 'encode', at: State, head: AnswerHead): void {
  c.uint8[step](at, head.kind === 'gap' ? GAP : CHUNK)
  if (head.kind === 'gap') return
  c.uint[step](at, head.start)
  c.uint8[step](at, head.level)
  c.uint8[step](at, head.path.length)
  for (const { size, hash } of head.path) {
    c.uint[step](at, size)
    c.fixed32[step](at, Buffer.from(hash))
  }
  for (const size of head.sizes) c.uint[step](at, size)
}

function readChunk(at: State): ChunkHead {
  const start = c.uint.decode(at)
  const level = c.uint8.decode(at)
  if (2 ** level > MAX_BULK_CHUNK_BLOCKS) throw new RangeError('more blocks than allowed')
  const beside = c.uint8.decode(at)
  if (beside > MAX_BULK_PATH_NODES) throw new RangeError('a longer path than any core has')
  const path = Array.from({ length: beside }, () => ({ size: c.uint.decode(at), hash: c.fixed32.decode(at) }))
  const sizes = Array.from({ length: 2 ** level }, () => c.uint.decode(at))
  if (sizes.reduce((sum, size) => sum + size, 0) > MAX_BULK_CHUNK_BYTES)
    throw new RangeError('more bytes than allowed')
  return { kind: 'chunk', start, level, path, sizes }
}

export function encodeCore(core: BulkCore): Uint8Array {
  return c.encode(coreCodec, core)
}

export function decodeCore(bytes: Uint8Array): Result<BulkCore, DecodeFailure> {
  return decodeBounded(coreCodec, bytes, { maxBytes: MAX_BULK_CORE_BYTES })
}

/** With its length. */
export function encodeRequest(request: BulkRequest): Uint8Array {
  return withLength(requestCodec, request)
}

export function decodeRequest(head: Uint8Array): Result<BulkRequest, DecodeFailure> {
  const decoded = decodeBounded(requestCodec, head, { maxBytes: MAX_BULK_REQUEST_BYTES })
  if (!decoded.ok) return decoded
  const { length, start, end } = decoded.value
  return start < end && end <= length ? decoded : failure('OUT_OF_LIMITS')
}

/** With its length. */
export function encodeAnswer(head: AnswerHead): Uint8Array {
  return withLength(answerCodec, head)
}

/** Hashes are parts of `head`. */
export function decodeAnswer(head: Uint8Array): Result<AnswerHead, DecodeFailure> {
  return decodeBounded(answerCodec, head, { maxBytes: MAX_BULK_HEAD_BYTES })
}

function withLength<T>(codec: Codec<T>, value: T): Uint8Array {
  const state: State = { start: 0, end: 4, buffer: null }
  codec.preencode(state, value)
  const bytes = Buffer.allocUnsafe(state.end)
  bytes.writeUInt32LE(state.end - 4, 0)
  codec.encode({ start: 4, end: state.end, buffer: bytes }, value)
  return bytes
}
