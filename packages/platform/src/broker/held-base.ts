/** An Autobase of an app: the node orders and stores, the app's process applies. */
import { isComiceError } from '@comice/protocol'
import { openBase } from '@comice/storage'
import type { WireObject, WireStream } from '@comice/runtime/wire'
import type Autobase from 'autobase'
import type Corestore from 'corestore'
import {
  BASE_ACK_INTERVAL_MS,
  MAX_BASE_BLOCK_BYTES,
  MAX_BASE_FETCHED_NODES,
  MAX_WIRE_BLOCK_BYTES,
} from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { type BaseViews, lengthsOf, OperationStage, openViews, type ViewSpec } from './base-views.ts'
import { followState } from './follow-state.ts'
import { handleClosed } from './params.ts'
import type { Run } from './run.ts'
import type { Session } from './session.ts'

export interface HeldBaseParts {
  run: Run
  session: Session
  /** The handle: its id names the base to the app. */
  stream: WireStream
  store: Corestore
  key: Buffer | null
  encryptionKey: Buffer | null
  views: readonly ViewSpec[]
}

type AppBase = Autobase<BaseViews, Uint8Array>

export class HeldBase {
  readonly #parts: HeldBaseParts
  readonly #ended = new AbortController()
  #base: AppBase | null = null
  #starting: Promise<AppBase> | null = null
  #stage: { run: number; stage: OperationStage } | null = null
  #runs = 0
  #revision = 0

  constructor(parts: HeldBaseParts) {
    this.#parts = parts
  }

  /** @throws HANDLE_CLOSED before {@link start} has ended */
  get base(): AppBase {
    if (this.#base === null) throw handleClosed()
    return this.#base
  }

  /** Opens the base. The app is asked to apply from now on, perhaps before this resolves. @throws BASE_FAILED */
  async start(): Promise<AppBase> {
    this.#starting ??= this.#open()
    return this.#starting
  }

  /** The operation that is applied now, which the app names. @throws VIEW_READ_ONLY */
  stage(run: number | null): OperationStage {
    if (this.#stage === null || this.#stage.run !== run) throw PlatformErrors.VIEW_READ_ONLY()
    return this.#stage.stage
  }

  /** Whether a call is of an operation that is applied now, or of a reader. */
  isApplying(run: number | null): boolean {
    return run !== null && this.#stage?.run === run
  }

  info(): WireObject {
    const { key, discoveryKey, local, writable, isIndexer, view } = this.base
    return {
      key,
      discoveryKey,
      local: local.key,
      writable,
      isIndexer,
      lengths: lengthsOf(view),
      revision: this.#revision,
    }
  }

  async close(): Promise<void> {
    this.#ended.abort()
    const base = await this.#starting?.catch(() => null)
    await base?.close()
  }

  async #open(): Promise<AppBase> {
    const { run, store, key, encryptionKey, views, stream } = this.#parts
    const base: AppBase = await openBase<BaseViews>(store.session(), {
      key,
      encryptionKey,
      wakeup: run.swarm.wakeup,
      ackIntervalMs: BASE_ACK_INTERVAL_MS,
      maxBlockBytes: MAX_BASE_BLOCK_BYTES,
      maxFetchedNodes: MAX_BASE_FETCHED_NODES,
      views,
      open: (viewStore) => openViews(viewStore, views),
      apply: (nodes, view, host) => this.#apply(nodes, view, host),
      onerror: (error) => this.#onerror(error),
      oninterrupt: () => this.#onerror(new Error('it was interrupted')),
      onrollback: ({ expected, found }) =>
        this.#onerror(new Error(`it has ${found} blocks of its own, and others have ${expected} of them`)),
    })
    this.#base = base
    const changed = followState(stream, () => this.info())
    for (const event of ['update', 'writable', 'unwritable', 'is-indexer', 'is-non-indexer'] as const)
      base.on(event, () => {
        this.#revision++
        changed()
      })
    return base
  }

  async #apply(nodes: Autobase.Node<Uint8Array>[], view: BaseViews, host: Autobase.HostCalls): Promise<void> {
    for (const node of nodes) {
      // Acknowledgements have no value. What is larger than a frame no peer's app can be given, so it is skipped by all.
      if ((node.value as Uint8Array | null) === null || node.value.length > MAX_WIRE_BLOCK_BYTES) continue
      await this.#applyOne(node, view, host)
    }
  }

  async #applyOne(node: Autobase.Node<Uint8Array>, view: BaseViews, host: Autobase.HostCalls): Promise<void> {
    const run = ++this.#runs
    const stage = new OperationStage(view, host)
    this.#stage = { run, stage }
    try {
      if (await this.#ask(run, node, view)) await stage.commit()
      else await stage.discard()
    } finally {
      this.#stage = null
    }
  }

  /**
   * Whether the app's handler ended well. That it threw is an answer, the same at every peer. Anything else (the app
   * has died, the base is closing) is none, and must not become a part of the views: the base stops where it is.
   */
  async #ask(
    run: number,
    { value, from, length }: Autobase.Node<Uint8Array>,
    view: BaseViews,
  ): Promise<boolean> {
    const { session, stream } = this.#parts
    const params = { on: stream.id, run, value, from: from.key, length, lengths: lengthsOf(view) }
    try {
      await session.wire.request('base.apply', params, this.#ended.signal)
      return true
    } catch (error) {
      if (isComiceError(error, 'APPLY_FAILED')) return false
      throw error
    }
  }

  #onerror(error: Error): void {
    this.#parts.stream.destroy(PlatformErrors.BASE_FAILED({ reason: error.message }))
  }
}
