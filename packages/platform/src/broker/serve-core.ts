/** What apps call of cores. */
import { clearBlocks } from '@comice/core'
import type { WireObject, WireStream } from '@comice/runtime/wire'
import type Hypercore from 'hypercore'
import { MAX_APPEND_BLOCKS, MAX_WIRE_BLOCK_BYTES } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { followState } from './follow-state.ts'
import { nameOrKey, storeOf } from './app-store.ts'
import type { Params } from './params.ts'
import { pipeItems } from './pipe-items.ts'
import type { Call, CallContext, OpenContext, Opener } from './session.ts'

/** A class of our own stands for the handle: Hypercore sessions of drives and bases are never one. */
export class HeldCore {
  readonly core: Hypercore

  constructor(core: Hypercore) {
    this.core = core
  }
}

export const CORE_OPENERS: [string, Opener][] = [
  ['core', openCore],
  ['core.read', readCore],
]

export const CORE_CALLS: [string, Call][] = [
  ['core.append', append],
  ['core.get', get],
  [
    'core.has',
    async (context) => {
      const { core, params } = coreOf(context)
      return core.has(params.integer('start'), params.integer('end'))
    },
  ],
  [
    'core.update',
    async (context) => {
      const { core } = coreOf(context)
      const updated = await core.update({ wait: true })
      return { updated, ...infoOf(core) }
    },
  ],
  [
    'core.download',
    async (context) => {
      const { core, params } = coreOf(context)
      await download(core, { start: params.integer('start'), end: params.integer('end') }, context.signal)
    },
  ],
  [
    'core.clear',
    async (context) => {
      const { core, params } = coreOf(context)
      await clearBlocks(core, params.integer('start'), params.integer('end'))
    },
  ],
  [
    'core.truncate',
    async (context) => {
      const { core, params } = coreOf(context)
      if (!core.writable) throw PlatformErrors.CORE_NOT_WRITABLE()
      await core.truncate(params.integer('length', { max: core.length }))
      return infoOf(core)
    },
  ],
  [
    'core.tree-hash',
    async (context) => {
      const { core, params } = coreOf(context)
      return core.treeHash(params.integer('length', { max: core.length }))
    },
  ],
]

/**
 * Reads a block in at most {@link MAX_WIRE_BLOCK_BYTES}. It is fetched first, so that nothing is held in memory while
 * peers are waited for; then it is read and sent while few others are.
 */
async function get({ run, session, params, signal }: CallContext): Promise<Uint8Array | null> {
  const { core } = session.held(params, HeldCore)
  const index = params.integer('index')
  const timeout = params.integer('timeout', { missing: 0 })
  if (!(await core.has(index))) {
    if (!params.boolean('wait', true)) return null
    await download(core, { start: index, end: index + 1, timeout }, signal)
  }
  return run.largeAnswers.run(async () => {
    const block = await core.get(index, { timeout })
    if (block.length > MAX_WIRE_BLOCK_BYTES)
      throw PlatformErrors.BLOCK_TOO_LARGE({ bytes: block.length, maxBytes: MAX_WIRE_BLOCK_BYTES })
    await new Promise<void>((resolve) => session.wire.drained(resolve))
    return block
  })
}

async function append(context: CallContext): Promise<WireObject> {
  const { core, params } = coreOf(context)
  const blocks = params.bytesList('blocks', MAX_APPEND_BLOCKS)
  if (!core.writable) throw PlatformErrors.CORE_NOT_WRITABLE()
  context.run.disk.take(blocks.reduce((sum, { length }) => sum + length, 0))
  const { length, byteLength } = await core.append(blocks)
  return { length, byteLength }
}

interface Range {
  start: number
  end: number
  timeout?: number
}

/** Resolves when the blocks are here; gives up with `signal` and, when it is not 0, after `timeout` milliseconds. */
async function download(
  core: Hypercore,
  { start, end, timeout = 0 }: Range,
  signal: AbortSignal,
): Promise<void> {
  const range = core.download({ start, end })
  const late = timeout > 0 ? AbortSignal.timeout(timeout) : null
  const given = late === null ? signal : AbortSignal.any([signal, late])
  const stop = () => range.destroy()
  given.addEventListener('abort', stop, { once: true })
  if (given.aborted) stop()
  try {
    await range.done()
  } finally {
    given.removeEventListener('abort', stop)
  }
  if (signal.aborted) throw signal.reason
  if (late?.aborted === true) throw PlatformErrors.BLOCK_TIMEOUT()
}

async function openCore({ run, session, params, stream }: OpenContext): Promise<void> {
  const core = await sessionOf(run, session, params)
  stream.once('close', () => void core.close().catch(() => undefined))
  await core.ready()
  if (stream.destroyed) return
  run.swarm.awaitPeers(core)
  session.hold(stream, HeldCore, new HeldCore(core))
  followCore(core, stream)
}

async function sessionOf(
  run: OpenContext['run'],
  session: OpenContext['session'],
  params: Params,
): Promise<Hypercore> {
  if (params.has('session')) return session.held(params, HeldCore, 'session').core.session()
  const store = await storeOf(run, params)
  const key = params.optionalBytes('encryptionKey', 32)
  return store.get({ ...nameOrKey(params), ...(key !== null && { encryption: { key } }) })
}

/** Tells the app what becomes of a core. A fork of the writer closes it for everybody, and the handle with it. */
export function followCore(core: Hypercore, stream: WireStream): void {
  const changed = followState(stream, () => infoOf(core))
  core.on('append', changed)
  core.on('truncate', changed)
  core.once('close', () => stream.destroy())
}

export function infoOf(core: Hypercore): WireObject {
  const { key, discoveryKey, length, byteLength, fork, writable } = core
  return { key, discoveryKey, length, byteLength, fork, writable }
}

async function readCore({ session, params, stream }: OpenContext): Promise<void> {
  const { core } = session.held(params, HeldCore)
  const end = params.optionalInteger('end')
  const blocks = core.createReadStream({
    start: params.integer('start', { missing: 0 }),
    live: params.boolean('live', false),
    ...(end !== null && { end }),
  })
  await pipeItems(blocks, stream, (block: Uint8Array) => block)
}

function coreOf({ session, params }: CallContext): { core: Hypercore; params: Params } {
  return { core: session.held(params, HeldCore).core, params }
}
