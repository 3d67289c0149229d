/**
 * The private parts of Autobase 7.28 that this folder depends on, in one place. `test/base/internals.test.ts` asserts
 * that each exists and means what is written here; a new Autobase that changes one fails that test first.
 */
import type Hyperbee from 'hyperbee'
import type Hypercore from 'hypercore'

/** What one block of a writer holds once decoded: its place in the graph, and the operation. */
export interface OplogNode {
  /** The nodes it has seen last: writer key, and how many of its blocks. */
  heads: Head[]
  /** Blocks left in its batch, itself included: 1 ends a batch. */
  batch: number
  /** The operation, or null for an acknowledgement. */
  value: Uint8Array | null
}

export interface Head {
  key: Uint8Array
  length: number
}

/** Which view blocks its writer read when it applied the node; readers fetch them ahead. */
export interface OplogTrace {
  system: number[]
  encryption: number[]
  user: { view: number; blocks: number[] }[]
}

/** A decoded block, as Autobase's `Writer` destructures it. */
export interface OplogMessage {
  node: OplogNode
  optimistic: boolean
  trace: OplogTrace | null
}

/** A session on a writer's core. */
export interface WriterCore {
  readonly key: Uint8Array
  readonly manifest: { version: number } | null
  readonly encryption: {
    decrypt(index: number, block: Uint8Array, core: unknown): Promise<void> | void
  } | null
  readonly core: unknown
  ready(): Promise<void>
  get(index: number, options?: object): Promise<unknown>
}

/** A node that waits in a writer for its dependencies. */
export interface PendingNode {
  heads: Head[]
  length: number
  dependencies: Set<{ batch: number; length: number; writer: unknown }>
}

/** Autobase's reader of one writer core. */
export interface WriterInternals {
  node: PendingNode | null
  isRemoved: boolean
  _ensureNodeDependencies(boot: unknown): Promise<boolean>
}

/** The system view: `get` answers null for a key that is no writer. */
export interface SystemInternals {
  get(key: Uint8Array): Promise<object | null>
}

/** Knows how each view is encrypted, by its name. */
export interface EncryptionInternals {
  getViewEncryption(name: string): Hypercore.EncryptionProvider
}

/** A fast-forward on its way. */
export interface FastForwardInternals {
  /** At the state that it goes to; null until its last block is here. */
  readonly system: {
    readonly db: Hyperbee<Uint8Array, Uint8Array>
    /** The room's views, without the system view. */
    readonly views: readonly Head[]
  } | null
  /** Of views with a manifest of version 2; null: the base's. */
  readonly encryption: EncryptionInternals | null
  /** How long one block may take, in ms. */
  readonly timeout: number
  /** It was closed from outside. */
  readonly destroyed: boolean
  /** Set: the next try is five minutes away, not at once. */
  failed: boolean
  /** Closed when it ends, in whatever way. */
  readonly cores: Hypercore[]
  /** Fetches what Autobase needs to take the state; false: do not take it. */
  _upgrade(): Promise<boolean>
}

/** The connection that an announcement came over: its peer in the wakeup protocol has it, and so have cores' peers. */
export interface WakeupStream {
  readonly destroyed: boolean
  once(event: 'close', listener: () => void): unknown
}

export interface BaseInternals {
  readonly store: { get(options: { key: Uint8Array }): Hypercore }
  readonly encryption: EncryptionInternals | null
  _applyState: { system: SystemInternals } | null
  _wakeupHints: Map<string, number>
  /** Made when the base opens. Its handlers hear what others announce. */
  wakeupSession: { handlers: { onannounce: (hints: Head[], from: { stream: WakeupStream }) => void } } | null
  setWakeup(capability: Uint8Array, discoveryKey?: Uint8Array): void
  isFastForwarding(): boolean
  /** Called whenever a fast-forward begins or ends, in whatever way. */
  _updateActivity(): void
  readonly activeWriters: { get(key: Uint8Array): WriterInternals | null }
  hintWakeup(hints: Head | Head[]): void
  _runFastForward(forward: FastForwardInternals): Promise<void>
  _wakeupWriter(key: Uint8Array, length: number): Promise<void>
  _makeWriterCore(key: Uint8Array): WriterCore
  _makeWriter(key: Uint8Array, length: number, isActive: boolean, isRemoved: boolean): WriterInternals | null
}
