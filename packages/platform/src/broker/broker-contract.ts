/** What a broker is given, and what it gives. */
import type { Duplex } from 'node:stream'
import type { PageChannel } from '@comice/runtime/page'
import type { WireValue } from '@comice/runtime/wire'
import type { DEFAULT_QUOTA } from '../constants.ts'

/** What an app may use of its node. */
export type BrokerQuota = { readonly [Name in keyof typeof DEFAULT_QUOTA]: number }

/** What the broker has to know of the app. */
export interface BrokerApp {
  /** 32 bytes. */
  readonly key: Uint8Array
  /** The identity that signed the release, 32 bytes; null for one that runs from a folder. */
  readonly author: Uint8Array | null
  readonly version: string
  readonly channel: string
  /** Length and fork of the drive that runs. */
  readonly length: number
  readonly fork: number
  readonly permissions: BrokerPermissions
}

export interface BrokerPermissions {
  /** Origins, `https://api.example.org`. */
  readonly net: readonly string[]
  readonly fs: readonly string[]
  /** Topics that are joined as they are: 64 hexadecimal digits or z-base-32. */
  readonly topics: readonly string[]
}

/** A version that an app may restart into. */
export interface AppUpdate {
  readonly version: string
  readonly channel: string
  readonly length: number
  readonly fork: number
  readonly notes: string
}

/** A release of an app, as the app is told of it. */
export interface ToldRelease extends AppUpdate {
  /** Unix time in ms, by its author's clock. */
  readonly releasedAt: number
  /** Whether it is what its channel gives now. */
  readonly isCurrent: boolean
}

/** A process that was started for an app. */
export interface WorkerProcess {
  /** Its pipe, file descriptor 3 there. The broker owns it. */
  readonly stream: Duplex
  /** Resolves when it is gone: to null when it ended in order, else to a sentence of how. Never rejects. */
  readonly exited: Promise<string | null>
  /** Ends it, at the latest after a deadline. */
  kill(): void
}

/** Which files an app asks its user for. */
export interface PickWish {
  readonly multiple: boolean
  /** Without a dot; empty for any. */
  readonly extensions: readonly string[]
}

/** A file that the user chose. */
export interface PickedFile {
  /** Absolute. */
  readonly path: string
  /** Whether the app sees it where it lies. Else its contents are handed over. */
  readonly isVisible: boolean
}

/** What only the program around the broker can do. What is missing is refused to the app. */
export interface BrokerCallbacks {
  /** Starts a confined process of the app: a module inside its checkout, by its path there. */
  spawn?: (worker: { path: string; args: readonly string[] }) => Promise<WorkerProcess>
  /** The app wants to end and start again; with `update`, in the newest version. */
  restart?: (options: { update: boolean }) => void | Promise<void>
  /** Lets the user choose files; none when the user chose none. @throws UNAVAILABLE when nobody can be asked */
  pick?: (wish: PickWish) => Promise<readonly PickedFile[]>
  /** What its author has released, the newest first. */
  versions?: () => Promise<readonly ToldRelease[]>
  /** The store of the app cannot be written any more: full or broken disk. */
  failed?: (error: Error) => void
}

/** What an app has cost since it started. */
export interface BrokerCost {
  readonly calls: number
  /** Bytes from and to its processes. */
  readonly bytesIn: number
  readonly bytesOut: number
  readonly appendedBytes: number
  /** Bytes of its storage, as last measured. */
  readonly diskBytes: number
  readonly processes: number
  /** Handles and streams that are open. */
  readonly streams: number
  readonly connections: number
  /** Bytes that wait in the node for one of its processes, or from one. */
  readonly bufferedBytes: number
}

/** Messages between the processes and the page of an app. */
export interface MessageBus {
  publish(message: WireValue): void
  /** Returns a function that ends it. */
  subscribe(pattern: WireValue, listener: (message: WireValue) => void): () => void
}

export interface Broker extends AsyncDisposable {
  /** Resolves when the app's first process is gone and everything of it is closed. Never rejects. */
  readonly closed: Promise<void>
  /** Resolves when the pipe of the app's first process has ended, which is before the rest is closed. Never rejects. */
  readonly disconnected: Promise<void>
  readonly bus: MessageBus
  cost(): BrokerCost
  /** Serves another process of the app, with the same store, swarm and quota. */
  attach(stream: Duplex): void
  /**
   * Lets the app run its teardown functions. True when it answered within `timeoutMs`; then, as after false, it is to
   * be ended. False at once for an app that never spoke.
   */
  teardown(timeoutMs?: number): Promise<boolean>
  /** A deep link for the app that runs. */
  wake(link: string): void
  /**
   * A channel to what the app exposes to its pages; waits until it does.
   * @throws CALL_CANCELLED when `signal` aborts first, WIRE_CLOSED, METHOD_UNKNOWN when it exposes nothing
   */
  openPage(signal: AbortSignal): Promise<PageChannel>
  /** There is a newer version. */
  announce(update: AppUpdate): void
  close(): Promise<void>
}
