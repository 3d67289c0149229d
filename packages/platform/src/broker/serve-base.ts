/** What apps call of bases. */
import type { WireObject, WireValue } from '@comice/runtime/wire'
import { encodeHex } from '@comice/protocol'
import { BEE_ENTRY_BYTES, MAX_NAMESPACES, MAX_VIEWS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { storeOf } from './app-store.ts'
import { viewOf, type ViewSpec } from './base-views.ts'
import { HeldBase } from './held-base.ts'
import { Params } from './params.ts'
import { pipeItems } from './pipe-items.ts'
import { entryOf, readChanges, readRange, readRangeOptions } from './serve-bee.ts'
import type { Call, CallContext, OpenContext, Opener } from './session.ts'

export const BASE_OPENERS: [string, Opener][] = [
  ['base', openBase],
  ['base.view-read', readView],
]

export const BASE_CALLS: [string, Call][] = [
  ['base.start', start],
  ['base.append', append],
  [
    'base.update',
    async ({ session, params }) => {
      const held = session.held(params, HeldBase)
      await held.base.update()
      return held.info()
    },
  ],
  [
    'base.view-append',
    async ({ session, params }) => {
      stageOf(session, params).append(params.text('view'), params.bytes('block'))
    },
  ],
  ['base.view-change', changeView],
  ['base.view-block', readBlock],
  ['base.view-entry', readEntry],
  [
    'base.add-writer',
    async ({ session, params }) => {
      stageOf(session, params).addWriter(params.bytes('key', 32), params.boolean('indexer', true))
    },
  ],
  [
    'base.remove-writer',
    async ({ session, params }) => {
      stageOf(session, params).removeWriter(params.bytes('key', 32))
    },
  ],
]

/** Nothing is opened yet: the app first has to know by which handle it will be asked to apply. */
async function openBase({ run, session, params, stream }: OpenContext): Promise<void> {
  const store = await storeOf(run, params)
  const key = params.optionalBytes('key', 32)
  const name = key === null ? JSON.stringify(params.texts('namespace', MAX_NAMESPACES)) : encodeHex(key)
  if (run.bases.has(name)) throw PlatformErrors.BASE_IN_USE()
  const encryptionKey = params.optionalBytes('encryptionKey', 32)
  const held = new HeldBase({ run, session, stream, store, key, encryptionKey, views: viewsOf(params) })
  run.bases.add(name)
  stream.once('close', () => {
    void held
      .close()
      .catch(() => undefined)
      .finally(() => run.bases.delete(name))
  })
  session.hold(stream, HeldBase, held)
  stream.write({})
}

async function start({ session, params }: CallContext): Promise<WireObject> {
  const held = session.held(params, HeldBase)
  await held.start()
  return held.info()
}

async function append({ run, session, params }: CallContext): Promise<WireObject> {
  const held = session.held(params, HeldBase)
  const value = params.bytes('value')
  if (!held.base.writable) throw PlatformErrors.BASE_NOT_WRITABLE()
  run.disk.take(value.length + BEE_ENTRY_BYTES)
  await held.base.append(value)
  return held.info()
}

async function changeView({ session, params }: CallContext): Promise<void> {
  const batch = stageOf(session, params).batch(params.text('view'))
  for (const [key, value] of readChanges(params))
    await (value === null ? batch.del(key) : batch.put(key, value))
}

async function readBlock({ session, params }: CallContext): Promise<WireValue> {
  const held = session.held(params, HeldBase)
  const run = params.optionalInteger('run')
  const [name, index] = [params.text('view'), params.integer('index')]
  if (held.isApplying(run)) return held.stage(run).block(name, index)
  return viewOf(held.base.view.cores, name).get(index)
}

async function readEntry({ session, params }: CallContext): Promise<WireValue> {
  const held = session.held(params, HeldBase)
  const run = params.optionalInteger('run')
  const name = params.text('view')
  const source = held.isApplying(run) ? held.stage(run).batch(name) : viewOf(held.base.view.bees, name)
  const entry = await source.get(params.bytes('key'))
  return entry === null ? null : entryOf(entry)
}

async function readView({ session, params, stream }: OpenContext): Promise<void> {
  const held = session.held(params, HeldBase)
  const run = params.optionalInteger('run')
  const name = params.text('view')
  const source = held.isApplying(run) ? held.stage(run).batch(name) : viewOf(held.base.view.bees, name)
  const entries = source.createReadStream(readRange(params), readRangeOptions(params))
  await pipeItems(entries, stream, entryOf)
}

function stageOf(session: CallContext['session'], params: Params) {
  return session.held(params, HeldBase).stage(params.optionalInteger('run'))
}

function viewsOf(params: Params): ViewSpec[] {
  return params.list('views', MAX_VIEWS).map((item) => {
    const view = new Params(item)
    const kind = view.text('kind')
    if (kind !== 'core' && kind !== 'bee')
      throw PlatformErrors.ARGUMENT_INVALID({ name: 'kind', expected: 'core or bee' })
    return { name: view.text('name'), kind }
  })
}
