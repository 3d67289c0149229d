/**
 * Bounds what a peer can do by the messages of hypercore's channels, which it opens for each core whose key it knows:
 * every member of a room does, and a seeder. hypercore believes what they say about blocks, forks and proofs:
 * - block numbers become bitmaps, page by page: one `range` of 2^50 blocks fills the memory, one block at 2^50 makes
 *   each later search walk through everything below it,
 * - each unanswered request and each fork that is told of is kept, without end,
 * - a block whose hashes are not here any more (see clearBlocks) cannot be proven: hypercore ends the connection of whoever asks,
 * - a proof that trips over itself (an upgrade to nothing) ends in safety-catch, which throws TypeErrors and their like
 *   again as uncaught exceptions: one message ends the process.
 *
 * It wraps private parts of hypercore 11.37, `lib/replicator.js` and `lib/core.js`; `test/network/replication-guard.test.ts`
 * pins them. They are the order of the channel's messages, `remoteRequests`, `receiverQueue`, `replicator._onreorgdata`,
 * `replicator._oninvalidrequest`, `_fulfillRequest`, `wireNoData`, `stats.invalidRequests` and `core.verify`.
 */
import type Protomux from 'protomux'
import {
  BITFIELD_PAGE_BLOCKS,
  MAX_BITFIELD_PAGES,
  MAX_CORE_BLOCKS,
  MAX_FORKS_TOLD,
  MAX_INVALID_REQUESTS,
  MAX_OPEN_REQUESTS,
  MAX_QUEUED_REQUESTS,
} from '../constants.ts'
import { CoreErrors } from '../errors.ts'

/** Ends the connection for `reason`; `cause` is what was thrown, which may be a fault of ours. */
export type Refuse = (reason: string, cause?: unknown) => void

const PROTOCOL = 'hypercore/alpha'

/** Numbers of the messages that say how much there is of something; the order of the wire, so it cannot change. */
const SYNC = 0
const REQUEST = 1
const BITFIELD = 7
const RANGE = 8

/** Why there is no data: whoever hears it often asks this peer no more. */
const INVALID_REQUEST = 2

interface SyncMessage {
  fork: number
  length: number
}

interface BitfieldMessage {
  start: number
  bitfield: Uint32Array
}

interface RangeMessage {
  drop: boolean
  start: number
  length: number
}

interface RemotePeer {
  protomux: Protomux
  core: SharedCore
  replicator: {
    _onreorgdata: (peer: RemotePeer, ...rest: unknown[]) => Promise<unknown>
    _oninvalidrequest: (error: Error, request: Request, peer: RemotePeer) => void
  }
  stats: { invalidRequests: number }
  wireNoData: { send: (message: { request: number; reason: number }) => void }
  _fulfillRequest: (answer: { msg: Request }, isPushing: boolean) => Promise<void>
  remoteRequests: Map<number, unknown>
  /** A cancelled request stays in the queues, emptied, until nothing waits any more. */
  receiverQueue: { queue: { length: number }; priority: unknown[] }
}

interface Request {
  id: number
}

interface SharedCore {
  state: { fork: number }
  verify: (proof: unknown, peer: RemotePeer) => Promise<boolean>
}

type ReplicationChannel = Protomux.Channel<unknown, RemotePeer>
type Check<Message> = (message: Message, peer: RemotePeer) => string | null

const refusals = new WeakMap<Protomux, Refuse>()
const shielded = new WeakSet<SharedCore>()
const answering = new WeakSet<RemotePeer>()

/** Guards every channel of a core that is made on the connection from now on. */
export function guardReplication(mux: Protomux, refuse: Refuse): void {
  refusals.set(mux, refuse)
  const createChannel = mux.createChannel.bind(mux)
  const pages = new PageBudget()
  mux.createChannel = (options) => {
    const channel = createChannel(options)
    if (channel !== null && options.protocol === PROTOCOL)
      guardChannel(channel as unknown as ReplicationChannel, { pages, refuse })
    return channel
  }
}

function guardChannel(
  channel: ReplicationChannel,
  { pages, refuse }: { pages: PageBudget; refuse: Refuse },
): void {
  const known = new Set<number>()
  const checks = createChecks(pages, known)
  for (const message of channel.messages) {
    const { type, onmessage } = message
    message.onmessage = (value: unknown, session) => {
      const peer = session.userData
      shield(peer)
      answer(peer)
      const reason = checks[type]?.(value as never, peer) ?? null
      if (reason === null) return onmessage(value, session)
      refuse(reason)
      throw CoreErrors.CONNECTION_REFUSED({ reason })
    }
  }
  const ondestroy = channel.ondestroy.bind(channel)
  channel.ondestroy = (destroyed) => {
    pages.give(known)
    return ondestroy(destroyed)
  }
}

/** What is wrong with a message of this number, in one channel. */
function createChecks(pages: PageBudget, known: Set<number>): Record<number, Check<never>> {
  const forks = new Set<number>()
  const sync: Check<SyncMessage> = ({ fork, length }, { core }) => {
    if (length > MAX_CORE_BLOCKS) return tooManyBlocks()
    if (fork > core.state.fork) forks.add(fork)
    return forks.size > MAX_FORKS_TOLD ? `it tells of more than ${MAX_FORKS_TOLD} forks of a core` : null
  }
  const request: Check<unknown> = (_, { remoteRequests, receiverQueue: { queue, priority } }) => {
    if (remoteRequests.size < MAX_OPEN_REQUESTS && queue.length + priority.length < MAX_QUEUED_REQUESTS)
      return null
    return `more than ${MAX_OPEN_REQUESTS} of its requests for a core wait`
  }
  const bitfield: Check<BitfieldMessage> = ({ start, bitfield: bits }) =>
    pages.take(known, { start, length: bits.byteLength * 8 })
  const range: Check<RangeMessage> = ({ drop, start, length }) => {
    if (start + length > MAX_CORE_BLOCKS) return tooManyBlocks()
    // What is dropped takes no page, and of what begins at 0 hypercore keeps only the length.
    return drop || start === 0 ? null : pages.take(known, { start, length })
  }
  return { [SYNC]: sync, [REQUEST]: request, [BITFIELD]: bitfield, [RANGE]: range }
}

/** The pages of 32,768 blocks that a connection made hypercore set aside, in all of its channels. */
class PageBudget {
  #taken = 0

  /** What is wrong with it, or null. */
  take(known: Set<number>, { start, length }: { start: number; length: number }): string | null {
    if (start + length > MAX_CORE_BLOCKS) return tooManyBlocks()
    const last = Math.floor((start + length - 1) / BITFIELD_PAGE_BLOCKS)
    for (let page = Math.floor(start / BITFIELD_PAGE_BLOCKS); page <= last; page++) {
      if (known.has(page)) continue
      if (this.#taken >= MAX_BITFIELD_PAGES) return 'the blocks it tells of take too much memory'
      known.add(page)
      this.#taken++
    }
    return null
  }

  give(known: Set<number>): void {
    this.#taken -= known.size
    known.clear()
  }
}

function tooManyBlocks(): string {
  return `it tells of more than ${MAX_CORE_BLOCKS} blocks in a core`
}

/**
 * Lets no proof of a peer reach safety-catch as an error that this throws again. A core is shared by all connections,
 * so it is done once.
 */
function shield({ core, replicator }: RemotePeer): void {
  if (shielded.has(core)) return
  shielded.add(core)
  const verify = core.verify.bind(core)
  core.verify = (proof, peer) => verify(proof, peer).catch((error: unknown) => fail(peer, error))
  const onreorgdata = replicator._onreorgdata.bind(replicator)
  replicator._onreorgdata = (peer, ...rest) =>
    onreorgdata(peer, ...rest).catch((error: unknown) => fail(peer, error))
}

/** Says that there is no data where what is here does not do for a proof: whoever asked did nothing wrong. */
function answer(peer: RemotePeer): void {
  if (answering.has(peer)) return
  answering.add(peer)
  const fulfill = peer._fulfillRequest.bind(peer)
  peer._fulfillRequest = (proof, isPushing) =>
    fulfill(proof, isPushing).catch((error: unknown) => {
      const isOurs = (error as { code?: unknown } | null)?.code === 'INVALID_OPERATION'
      if (!isOurs || peer.stats.invalidRequests >= MAX_INVALID_REQUESTS) throw error
      const { id } = proof.msg
      peer.replicator._oninvalidrequest(error as Error, proof.msg, peer)
      peer.remoteRequests.delete(id)
      if (!isPushing) peer.wireNoData.send({ request: id, reason: INVALID_REQUEST })
    })
}

function fail(peer: RemotePeer, error: unknown): never {
  if (!isThrownAgain(error)) throw error
  const reason = 'it sent a proof that cannot be handled'
  refusals.get(peer.protomux)?.(reason, error)
  throw CoreErrors.CONNECTION_REFUSED({ reason })
}

/** safety-catch 1.0: the errors that a program makes by mistake. */
function isThrownAgain(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    error instanceof SyntaxError ||
    error instanceof ReferenceError ||
    error instanceof EvalError ||
    error instanceof RangeError ||
    error instanceof URIError ||
    (error instanceof Error && (error.name === 'AssertionError' || isAssertion(error)))
  )
}

function isAssertion(error: Error): boolean {
  return (error as Error & { code?: unknown }).code === 'ERR_ASSERTION'
}
