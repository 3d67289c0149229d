/** The views of an app's base in the node, and one operation's changes to them. */
import type Autobase from 'autobase'
import Hyperbee from 'hyperbee'
import type Hypercore from 'hypercore'
import { PlatformErrors } from '../errors.ts'

export interface ViewSpec {
  readonly name: string
  readonly kind: 'core' | 'bee'
}

export interface BaseViews {
  readonly cores: ReadonlyMap<string, Hypercore>
  readonly bees: ReadonlyMap<string, Hyperbee>
}

/** What Autobase's `open` makes. */
export function openViews(store: Autobase.ViewStore, specs: readonly ViewSpec[]): BaseViews {
  const coreOf = (name: string): Hypercore => store.get<Uint8Array>(name, { valueEncoding: 'binary' })
  const beeOf = (name: string) =>
    new Hyperbee(coreOf(name), { keyEncoding: 'binary', valueEncoding: 'binary', extension: false })
  return {
    cores: new Map(specs.filter(({ kind }) => kind === 'core').map(({ name }) => [name, coreOf(name)])),
    bees: new Map(specs.filter(({ kind }) => kind === 'bee').map(({ name }) => [name, beeOf(name)])),
  }
}

export function lengthsOf({ cores }: BaseViews): Record<string, number> {
  return Object.fromEntries([...cores].map(([name, core]) => [name, core.length]))
}

/** The view of a name. @throws ARGUMENT_INVALID */
export function viewOf<T>(views: ReadonlyMap<string, T>, name: string): T {
  const view = views.get(name)
  if (view === undefined)
    throw PlatformErrors.ARGUMENT_INVALID({ name: 'view', expected: 'a view of this base' })
  return view
}

type WriterChange = { key: Buffer; indexer: boolean } | { key: Buffer; remove: true }

/**
 * What one operation changes: read by it at once, written when its handler has ended well. So a handler that throws
 * changes nothing, and every peer, whose handler throws as well, has the same views.
 */
export class OperationStage {
  readonly #views: BaseViews
  readonly #host: Autobase.HostCalls
  readonly #appended = new Map<string, Buffer[]>()
  readonly #batches = new Map<string, Hyperbee.Batch>()
  readonly #writers: WriterChange[] = []

  constructor(views: BaseViews, host: Autobase.HostCalls) {
    this.#views = views
    this.#host = host
  }

  append(name: string, block: Buffer): void {
    viewOf(this.#views.cores, name)
    const blocks = this.#appended.get(name) ?? []
    this.#appended.set(name, blocks)
    blocks.push(block)
  }

  async block(name: string, index: number): Promise<Uint8Array> {
    const core = viewOf(this.#views.cores, name)
    return this.#appended.get(name)?.[index - core.length] ?? core.get(index)
  }

  /** Reads what the operation wrote. */
  batch(name: string): Hyperbee.Batch {
    const batch = this.#batches.get(name) ?? viewOf(this.#views.bees, name).batch({ update: false })
    this.#batches.set(name, batch)
    return batch
  }

  addWriter(key: Buffer, indexer: boolean): void {
    this.#writers.push({ key, indexer })
  }

  removeWriter(key: Buffer): void {
    this.#writers.push({ key, remove: true })
  }

  async commit(): Promise<void> {
    for (const batch of this.#batches.values()) await batch.flush()
    for (const [name, blocks] of this.#appended) await viewOf(this.#views.cores, name).append(blocks)
    for (const change of this.#writers) {
      if ('indexer' in change) await this.#host.addWriter(change.key, { indexer: change.indexer })
      else if (this.#host.removeable(change.key)) await this.#host.removeWriter(change.key)
    }
  }

  async discard(): Promise<void> {
    for (const batch of this.#batches.values()) await batch.close()
  }
}
