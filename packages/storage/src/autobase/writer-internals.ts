/**
 * The private parts of Autobase 7.28 that the guards of this folder depend on. `test/autobase/guard-writers.test.ts`
 * asserts that each exists and means what is written here; a new Autobase that changes one fails that test first.
 */
import type Corestore from 'corestore'

/** The nodes that another one has seen last: writer key, and how many of its blocks. */
export interface Head {
  key: Uint8Array
  length: number
}

/** What one block of a writer holds once decoded: its place in the graph, and the operation. */
export interface OplogNode {
  /** The nodes it has seen last. */
  heads: Head[]
  /** Blocks left in its batch, itself included: 1 ends a batch. */
  batch: number
  /** The operation, or null for an acknowledgement. */
  value: Uint8Array | null
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
  readonly length: number
  readonly closed: boolean
  ready(): Promise<void>
  get(index: number, options?: object): Promise<unknown>
  download(range: { start: number; end: number; linear: boolean }): WriterRange
}

/** Blocks that are asked for. */
export interface WriterRange {
  readonly range: { readonly end: number }
  destroy(): void
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
  readonly core: WriterCore
  /** Up to where it is in order here; from the core's beginning, as all lengths are. */
  readonly length: number
  /** Up to where it is known in whole batches; from the core's beginning. */
  readonly available: number
  /** What was read; `length` counts from the core's beginning. */
  readonly nodes: { readonly length: number }
  /** What it asks for now. */
  range: WriterRange | null
  /** Asks for the next 256 blocks. */
  _resume(): void
  _ensureNodeDependencies(boot: unknown): Promise<boolean>
}

/** The system view: `get` answers null for a key that is no writer. */
export interface SystemInternals {
  get(key: Uint8Array): Promise<{ readonly length: number } | null>
}

/** What of a base the guards replace, and look at. */
export interface GuardedBase {
  _applyState: { system: SystemInternals } | null
  readonly store: Corestore
  /** Whether this device is an indexer. */
  readonly ackable: boolean
  _wakeupHints: Map<string, number>
  readonly activeWriters: { get(key: Uint8Array): WriterInternals | null }
  hintWakeup(hints: Head | Head[]): void
  _wakeupWriter(key: Uint8Array, length: number): Promise<void>
  _makeWriterCore(key: Uint8Array): WriterCore
  _makeWriter(key: Uint8Array, length: number, isActive: boolean, isRemoved: boolean): WriterInternals | null
}
