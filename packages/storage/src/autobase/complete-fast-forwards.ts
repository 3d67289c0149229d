/**
 * A fast-forward goes to a state that the indexer signed. Autobase 7.28 takes it as soon as it has the last block of each
 * view, and gets the rest when somebody reads. But its next append asks for more: `apply` looks up who wrote, and its
 * views may be trees whose inner nodes a write has to know. Whoever lost their peers in between could not even open
 * the base, and an append waited until somebody came. So a fast-forward is taken only when everything is here that
 * applying an operation can ask for: the whole system view, with what a handover takes back of it, and of each view that is a tree the part that its owner names.
 */
import type Autobase from 'autobase'
import Hyperbee from 'hyperbee'
import type { BaseInternals, FastForwardInternals } from './base-internals.ts'
import { fetchTree, type KeyInterval } from './fetch-tree.ts'
import { fetchLastFlush } from './last-flush.ts'
import { type Listening, withoutSilence } from './without-silence.ts'
import type { Head } from './writer-internals.ts'

/** A view of a base, as `open` makes it. */
export interface BaseView {
  readonly name: string
  /** A Hyperbee is fetched before a fast-forward counts. Of a core there is only the newest block then. */
  readonly kind: 'bee' | 'core'
  /** Whether applying can ask for this part of the tree. Default: for all. */
  readonly isNeeded?: (interval: KeyInterval) => boolean
  /** What is fetched after that, within a limit of its own: applying may ask for it, and there may be any amount of it. */
  readonly alsoFetched?: {
    readonly isNeeded: (interval: KeyInterval) => boolean
    readonly maxNodes: number
  }
}

export interface CompleteFastForwardsOptions {
  /** All views of the base. */
  readonly views: readonly BaseView[]
  /** Nodes that are fetched of each tree; those beyond come when they are read. */
  readonly maxNodes: number
}

/** Call it in the same tick as the constructor, before the base opens. */
export function completeFastForwards(base: Autobase, options: CompleteFastForwardsOptions): void {
  const internals = base as unknown as BaseInternals
  const run = internals._runFastForward.bind(base)
  internals._runFastForward = (forward) => {
    const upgrade = forward._upgrade.bind(forward)
    forward._upgrade = async () => (await upgrade()) && (await isFetched({ internals, forward }, options))
    return run(forward)
  }
}

interface Going {
  readonly internals: BaseInternals
  readonly forward: FastForwardInternals
}

async function isFetched(going: Going, options: CompleteFastForwardsOptions): Promise<boolean> {
  const { forward } = going
  try {
    await withoutSilence(forward.timeout, (listening) => {
      const fetching = { ...going, ...listening, options }
      const views = forward.system?.views ?? []
      return Promise.all([fetchSystem(fetching), ...views.map((head) => fetchView(head, fetching))])
    })
    return !forward.destroyed
  } catch {
    // A block did not come, or a view is broken. Autobase goes on with the writers' own cores, and tries again later;
    // what is still asked for ends when the fast-forward closes its cores, which it does now.
    forward.failed = true
    return false
  }
}

interface Fetching extends Going, Listening {
  readonly options: CompleteFastForwardsOptions
}

async function fetchSystem({ forward: { system }, options, onblock, signal }: Fetching): Promise<void> {
  if (system === null) return
  await Promise.all([
    fetchTree(system.db, { isNeeded: () => true, maxNodes: options.maxNodes, onblock }),
    // Or this device could not hand over who signs, when it is alone.
    fetchLastFlush(system.db, { length: system.db.version, onblock, signal }),
  ])
}

async function fetchView(head: Head, { internals, forward, options, onblock }: Fetching): Promise<void> {
  const view = await viewOf(head, { internals, forward }, options)
  if (view === null || view.kind === 'core') return
  const core = internals.store.get({ key: head.key })
  // Closed by the fast-forward, also when the base closes.
  forward.cores.push(core)
  await core.ready()
  const encryption = forward.encryption ?? internals.encryption
  if (encryption !== null) await core.setEncryption(encryption.getViewEncryption(view.name))
  const bee = new Hyperbee<Uint8Array, Uint8Array>(core, { extension: false, checkout: head.length })
  await fetchTree(bee, { isNeeded: view.isNeeded ?? (() => true), maxNodes: options.maxNodes, onblock })
  if (view.alsoFetched !== undefined) await fetchTree(bee, { ...view.alsoFetched, onblock })
}

/** Which view a core is. Null: one that only a later version opens. */
async function viewOf(
  { key }: Head,
  { internals, forward: { system } }: Going,
  { views }: CompleteFastForwardsOptions,
): Promise<BaseView | null> {
  const version = system?.core.manifest?.version
  if (system === null || version === undefined) return null
  // The same question that Autobase asks when it goes there; the manifests of the indexers are here by now.
  const found = await internals._viewStore.findViewByKey(key, system.indexers, version, system.entropy)
  return views.find(({ name }) => name === found?.name) ?? null
}
