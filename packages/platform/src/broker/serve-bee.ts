/** What apps call of bees. */
import type { WireObject } from '@comice/runtime/wire'
import Hyperbee from 'hyperbee'
import type Hypercore from 'hypercore'
import { BEE_ENTRY_BYTES, MAX_BATCH_CHANGES, MAX_WIRE_BLOCK_BYTES, SMALL_ANSWER_BYTES } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { whenKnown } from './app-store.ts'
import { followState } from './follow-state.ts'
import { Params } from './params.ts'
import { pipeItems } from './pipe-items.ts'
import { HeldCore } from './serve-core.ts'
import type { Call, CallContext, OpenContext, Opener } from './session.ts'

/** A bee behind a handle. Keys and values are bytes here; the app has the encodings. */
export class HeldBee {
  readonly bee: Hyperbee
  /** False for a checkout, and for a bee that is not of this app. */
  readonly isWritable: boolean

  constructor(bee: Hyperbee, isWritable: boolean) {
    this.bee = bee
    this.isWritable = isWritable
  }
}

type Entry = Hyperbee.Entry
type Changes = [key: Buffer, value: Buffer | null][]

export const BEE_OPENERS: [string, Opener][] = [
  ['bee', openBee],
  ['bee.read', readBee],
  ['bee.watch', watchBee],
]

export const BEE_CALLS: [string, Call][] = [
  ['bee.get', getEntry],
  ['bee.apply', applyChanges],
]

async function openBee({ run, session, params, stream }: OpenContext): Promise<void> {
  const { bee, isPast } = beeOf(session, params)
  stream.once('close', () => void bee.close().catch(() => undefined))
  await bee.ready()
  if (stream.destroyed) return
  run.swarm.awaitPeers(bee.core as Hypercore)
  const held = new HeldBee(bee, bee.writable && !isPast)
  session.hold(stream, HeldBee, held)
  const changed = followState(stream, () => infoOf(held))
  bee.core.on('append', changed)
  bee.core.on('truncate', changed)
  bee.core.once('close', () => stream.destroy())
}

function beeOf(session: OpenContext['session'], params: Params): { bee: Hyperbee; isPast: boolean } {
  if (params.has('core')) {
    const core = session.held(params, HeldCore, 'core').core.session()
    const bee = new Hyperbee(core, { keyEncoding: 'binary', valueEncoding: 'binary', extension: false })
    return { bee, isPast: false }
  }
  const { bee, isWritable } = session.held(params, HeldBee, 'bee')
  if (params.has('sub')) return { bee: bee.sub(params.bytes('sub')), isPast: !isWritable }
  const version = params.optionalInteger('checkout')
  return { bee: version === null ? bee.snapshot() : bee.checkout(Math.max(1, version)), isPast: true }
}

/** Most values are small. A larger one is read again while few others are, and not held while it waits for its turn. */
async function getEntry({ run, session, params }: CallContext): Promise<WireObject | null> {
  const { bee } = session.held(params, HeldBee)
  const key = params.bytes('key')
  await whenKnown(bee.core as Hypercore)
  const entry = await bee.get(key)
  if (entry === null) return null
  if (entry.value.length <= SMALL_ANSWER_BYTES) return entryOf(entry)
  return run.largeAnswers.run(async () => {
    const again = await bee.get(key)
    await new Promise<void>((resolve) => session.wire.drained(resolve))
    return again === null ? null : entryOf(again)
  })
}

async function applyChanges({ run, session, params }: CallContext): Promise<WireObject> {
  const held = session.held(params, HeldBee)
  const { bee } = held
  const changes = readChanges(params)
  if (!held.isWritable) throw PlatformErrors.CORE_NOT_WRITABLE()
  run.disk.take(
    changes.reduce((sum, [key, value]) => sum + key.length + (value?.length ?? 0) + BEE_ENTRY_BYTES, 0),
  )
  const batch = bee.batch()
  try {
    for (const [key, value] of changes) await (value === null ? batch.del(key) : batch.put(key, value))
    await batch.flush()
  } catch (error) {
    await batch.close()
    throw error
  }
  return infoOf(held)
}

/** Pairs of key and value; null for a deletion. */
export function readChanges(params: Params): Changes {
  return params.list('changes', MAX_BATCH_CHANGES).map((change): Changes[number] => {
    if (!Array.isArray(change) || change.length !== 2)
      throw PlatformErrors.ARGUMENT_INVALID({ name: 'changes', expected: 'pairs of key and value' })
    const pair = new Params({ key: change[0] as never, value: change[1] as never })
    return [pair.bytes('key'), pair.optionalBytes('value')]
  })
}

async function readBee({ session, params, stream }: OpenContext): Promise<void> {
  const { bee } = session.held(params, HeldBee)
  await whenKnown(bee.core as Hypercore)
  const entries = bee.createReadStream(readRange(params), readRangeOptions(params))
  await pipeItems(entries, stream, entryOf)
}

async function watchBee({ session, params, stream }: OpenContext): Promise<void> {
  const { bee } = session.held(params, HeldBee)
  const watcher = bee.watch(readRange(params))
  // It rejects what is read next as well.
  watcher.on('error', () => undefined)
  await watcher.ready()
  stream.once('close', () => void watcher.destroy())
  await pipeItems(watcher, stream, ([current, previous]) => ({
    current: current.version,
    previous: previous.version,
  }))
}

/** The bounds that are there; hyperbee takes an undefined one for a bound. */
export function readRange(params: Params): Hyperbee.Range {
  const range = new Params(params.get('range') ?? {})
  const bounds = (['gt', 'gte', 'lt', 'lte'] as const).filter((bound) => range.has(bound))
  return Object.fromEntries(bounds.map((bound) => [bound, range.bytes(bound)]))
}

export function readRangeOptions(params: Params): { reverse: boolean; limit: number } {
  return {
    reverse: params.boolean('reverse', false),
    limit: params.integer('limit', { min: -1, missing: -1 }),
  }
}

export function entryOf({ seq, key, value }: Entry): WireObject {
  if (value.length > MAX_WIRE_BLOCK_BYTES)
    throw PlatformErrors.BLOCK_TOO_LARGE({ bytes: value.length, maxBytes: MAX_WIRE_BLOCK_BYTES })
  return { seq, key, value }
}

function infoOf({ bee, isWritable }: HeldBee): WireObject {
  return { version: bee.version, writable: isWritable }
}
