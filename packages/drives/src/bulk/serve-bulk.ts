/** Gives ranges of blocks, with their proofs, to peers of the cores that this peer seeds. See bulk-encoding.ts. */
import type { Duplex } from 'node:stream'
import type { ByteStream, Network, PeerConnection } from '@comice/core'
import { giveBack, isEqualBytes, markWhole } from '@comice/protocol'
import type Hypercore from 'hypercore'
import {
  BULK_CHUNK_BYTES,
  BULK_IDLE_MS,
  BULK_WHOLE_BLOCK_BYTES,
  MAX_BULK_CHUNK_BLOCKS,
  MAX_BULK_CHUNK_BYTES,
  MAX_BULK_LANES,
  MAX_BULK_LANES_PER_PEER,
  MAX_BULK_REQUEST_BYTES,
} from '../constants.ts'
import {
  BULK_PURPOSE,
  type BulkCore,
  type BulkRequest,
  decodeCore,
  decodeRequest,
  encodeAnswer,
} from './bulk-encoding.ts'
import { BulkReader } from './bulk-reader.ts'
import { readStored, signedTree } from './core-blocks.ts'
import { blocksOf, levelAt, nodeOver, pathOf, type Subtree } from './range-tree.ts'

/** The open core with this discovery key, when it is to be given to others. */
export type FindCore = (discoveryKey: Uint8Array) => Hypercore | null

/**
 * Until it is disposed. Only a peer of a core, which has proven that it knows its key, is given ranges of it; one that asks
 * for nothing, or takes nothing, for `idleMs` loses its lane.
 */
export function serveBulk(network: Network, findCore: FindCore, idleMs = BULK_IDLE_MS): Disposable {
  const lanes = new Map<ByteStream, PeerConnection>()
  const find = (connection: PeerConnection, data: Uint8Array) => {
    const wanted = decodeCore(data)
    const core = wanted.ok ? findCore(wanted.value.discoveryKey) : null
    return wanted.ok && core !== null && isPeerOf(core, connection) ? { core, wanted: wanted.value } : null
  }
  const stop = network.streams.serve(BULK_PURPOSE, {
    accepts(connection, data) {
      const own = [...lanes.values()].filter((other) => other === connection).length
      if (lanes.size >= MAX_BULK_LANES || own >= MAX_BULK_LANES_PER_PEER) return false
      return find(connection, data) !== null
    },
    onstream(stream) {
      const found = find(stream.connection, stream.data)
      if (found === null) return void stream.bytes.destroy()
      lanes.set(stream, stream.connection)
      const lane = { ...found, bytes: stream.bytes, idleMs }
      void serveLane(lane).finally(() => lanes.delete(stream))
    },
  })
  return {
    [Symbol.dispose]() {
      stop()
      for (const { bytes } of lanes.keys()) bytes.destroy()
    },
  }
}

function isPeerOf(core: Hypercore, { remotePublicKey }: PeerConnection): boolean {
  return core.peers.some((peer) => isEqualBytes(peer.remotePublicKey, remotePublicKey))
}

interface ServedLane {
  readonly bytes: Duplex
  readonly core: Hypercore
  readonly wanted: BulkCore
  readonly idleMs: number
}

/** Requests are answered one after the other, as fast as the reader takes it. */
async function serveLane(lane: ServedLane): Promise<void> {
  const { bytes } = lane
  const reader = new BulkReader(bytes)
  try {
    for (;;) {
      const head = await inTime(lane, () => reader.head(MAX_BULK_REQUEST_BYTES))
      const request = head === null ? null : decodeRequest(head)
      if (request?.ok !== true || !(await answer({ ...lane, request: request.value }))) break
    }
  } catch {
    // The reader is gone, or sent what is no frame, or the core was closed: whatever it waits for, others have.
  } finally {
    bytes.destroy()
  }
}

/** What waits for the reader ends with its lane when it takes too long: all of a request, all of what it was sent. */
async function inTime<T>({ bytes, idleMs }: ServedLane, waiting: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => bytes.destroy(), idleMs)
  try {
    return await waiting()
  } finally {
    clearTimeout(timer)
  }
}

interface Asked extends ServedLane {
  readonly request: BulkRequest
}

/** False when the reader is gone. */
async function answer(asked: Asked): Promise<boolean> {
  const { start, end } = asked.request
  for (let at = start; at < end;) {
    const chunk = await chunkAt(asked, at)
    if (chunk === null) return send(asked, [encodeAnswer({ kind: 'gap' })])
    const { blocks, ...head } = chunk
    if (!(await send(asked, [encodeAnswer(head), ...blocks]))) return false
    at += blocks.length
  }
  return true
}

/** The next blocks of a request; null when they are not here, not of this fork, or too large for a frame. */
async function chunkAt({ core, wanted, request }: Asked, start: number) {
  const isCurrent = () => {
    const { fork, length } = signedTree(core)
    return fork === wanted.fork && length >= request.length
  }
  if (!isCurrent()) return null
  const average = core.byteLength / core.length
  const maxLevel = levelOf(Math.min(MAX_BULK_CHUNK_BLOCKS, BULK_CHUNK_BYTES / average))
  const level = await fittingLevel(core, start, levelAt(start, request.end, maxLevel))
  if (level === null) return null
  const subtree: Subtree = { start, level }
  const nodes = pathOf(subtree, request.length)
  const stored = await readStored(core, { start, count: blocksOf(subtree), nodes })
  // A core that was cut off meanwhile may have given us parts of both.
  if (stored === null || !isCurrent()) return null
  const { nodes: path, blocks } = stored
  return {
    kind: 'chunk' as const,
    ...subtree,
    path,
    sizes: blocks.map(({ byteLength }) => byteLength),
    blocks,
  }
}

/** Blocks may be larger here than they are on average. */
async function fittingLevel(core: Hypercore, start: number, maxLevel: number): Promise<number | null> {
  for (let level = maxLevel; level >= 0; level--) {
    const found = await readStored(core, { start, count: 0, nodes: [nodeOver(start, level)] })
    if (found === null) return null
    if ((found.nodes[0]?.size ?? 0) <= MAX_BULK_CHUNK_BYTES) return level
  }
  return null
}

/** The highest level with at most so many blocks. */
function levelOf(blocks: number): number {
  return Math.max(0, Math.floor(Math.log2(Math.max(1, blocks))))
}

/** False when the reader is gone. All parts are empty afterwards. */
async function send(lane: ServedLane, parts: readonly Uint8Array[]): Promise<boolean> {
  const { bytes } = lane
  let isFlowing = true
  for (const part of joined(parts)) {
    if (bytes.destroyed) return false
    isFlowing = bytes.write(part, () => giveBackOwn(part))
  }
  if (!isFlowing) await inTime(lane, () => drained(bytes))
  return !bytes.destroyed
}

/**
 * Small parts become one: each costs as much as 10 kB. Blocks do without the head before them, so that they arrive in memory in which
 * nothing else is, unless they are next to nothing.
 */
function joined(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const total = parts.reduce((sum, { byteLength }) => sum + byteLength, 0)
  if (total >= parts.length * BULK_WHOLE_BLOCK_BYTES) return parts
  const [head = new Uint8Array(), ...blocks] = parts
  return total < BULK_WHOLE_BLOCK_BYTES ? [Buffer.concat(parts)] : [head, Buffer.concat(blocks)]
}

/** What the store has given: nobody else has it. */
function giveBackOwn(bytes: Uint8Array): void {
  if (bytes.buffer.byteLength === bytes.byteLength) giveBack(markWhole(bytes))
}

function drained(bytes: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      bytes.off('drain', done)
      bytes.off('close', done)
      resolve()
    }
    bytes.once('drain', done)
    bytes.once('close', done)
  })
}
