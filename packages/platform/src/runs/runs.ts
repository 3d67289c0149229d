/** Runs of apps: from what the user names to a process that is held and served, in steps that a face can show. */
import type { Duplex } from 'node:stream'
import type { Broker } from '../broker/broker-contract.ts'
import type { CheckoutProgress } from '../checkout/checkout.ts'
import type { AppType } from '../project/manifest.ts'
import type { LaunchSpec } from '../launch/launch-spec.ts'
import type { Outcome } from '../launch/outcome.ts'
import type { AppWindowAddress } from '../window/app-window.ts'
import type { Confinement } from '../sandbox/layer.ts'
import type { HeldQuestion } from './holder.ts'

/** What is to run. */
export interface RunRequest {
  /** A link, an alias, the start of a key, or with {@link folder} a path. */
  readonly target: string
  /** Whether `target` is a folder on this disk: an app of the user's own, that is not fetched or verified. */
  readonly folder?: boolean | undefined
  readonly args?: readonly string[] | undefined
  /** The path of the link that a folder is opened by, as `app.path` has it. Default `/`; a link has its own. */
  readonly path?: string | undefined
  /** The release line to follow. */
  readonly channel?: string | undefined
  /** This length of the drive, once. */
  readonly checkout?: number | undefined
  /** Take an update that was fetched. Default true. */
  readonly update?: boolean | undefined
  /** A folder of the user's for what the app keeps, instead of its own. Absolute. */
  readonly store?: string | undefined
  /** Keep nothing: a folder that goes with the run. */
  readonly tmpStore?: boolean | undefined
  /** Where the inspector listens, for folders alone. */
  readonly inspect?: string | undefined
  /** Files and folders of the user's that the app may use where they lie, if it asks for files. */
  readonly give?: readonly Give[] | undefined
  /** How long nobody may answer, in ms. */
  readonly timeoutMs?: number | undefined
}

/** Something that the user gives to an app for one run. */
export interface Give {
  /** Absolute. */
  readonly path: string
  readonly isWritable: boolean
}

/** An app, as the user is shown it. Texts are the author's: harmless on one line, but not true for that. */
export interface AppFace {
  /** z-base-32 of its key; of a folder, one that stands for its path. */
  readonly id: string
  readonly link: string | null
  readonly name: string
  readonly version: string
  readonly channel: string
  /** The identity that signed the release, z-base-32; null where nobody did. */
  readonly author: string | null
  readonly type: AppType
}

/** What the user has to decide before an app runs. */
export interface RunQuestion {
  readonly app: AppFace
  /** `app`: it runs here for the first time · `author`: somebody else signs it now · `permissions`: it asks for more. */
  readonly reason: 'app' | 'author' | 'permissions' | 'unconfined'
  /** All that it may do, as sentences. */
  readonly words: readonly string[]
  /** What is new in that; empty when all of it is. */
  readonly added: readonly string[]
  readonly confinement: Confinement
  /** What the user has to type, where a yes is not enough: the app's name. */
  readonly typed: string | null
}

export type Prepared =
  /** Ask, then {@link Runs.allow} and prepare again. */
  | { readonly kind: 'question'; readonly questionId: string; readonly question: RunQuestion }
  /** It runs already; it was told of the link. A window app can be started once more, for another page of it. */
  | { readonly kind: 'running'; readonly id: string; readonly app: AppFace }
  | { readonly kind: 'ready'; readonly run: ReadyRun }

/** A run that waits to be started, for {@link TICKET_MS}. */
export interface ReadyRun {
  readonly id: string
  /** What its broker socket shows. A secret. */
  readonly ticket: string
  readonly app: AppFace
  /** What the terminal starts. Null for window apps, which {@link Runs.start} starts. */
  readonly spec: LaunchSpec | null
}

/** A window app's window: an address for one page, and how a browser for it is started. */
export interface StartedWindow extends AppWindowAddress {
  /** Where a browser that shows only this app keeps its data. */
  readonly browserDir: string
  /** All hosts that this browser has to reach. */
  readonly hosts: readonly string[]
}

/** How a window app ended. */
export interface WindowEnd {
  /** Of its backend; null when it has none. */
  readonly outcome: Outcome | null
  /** By its own wish, or because it was stopped. */
  readonly isOrderly: boolean
  /** Start it once more: what it may reach has changed, which a window that is open cannot follow. */
  readonly again: boolean
}

/** Keeps a window app running until it is disposed. */
export interface WindowHold extends Disposable {
  /** Never rejects. */
  readonly ended: Promise<WindowEnd>
}

/** What the starter of a run does when its process has ended. */
export interface RunEnd {
  /** Prepare and start again: the app asked for it, or the version before it runs from now on. */
  readonly again: boolean
  /** The version did not start, and the one before it is the current one again. */
  readonly fellBack: boolean
}

/** A run that goes on. */
export interface ActiveRun {
  readonly id: string
  readonly app: AppFace
  /** Unix time in ms. */
  readonly startedAt: number
}

export interface PrepareOptions {
  readonly signal?: AbortSignal | undefined
  readonly onprogress?: ((progress: CheckoutProgress) => void) | undefined
}

export interface Runs {
  /**
   * Fetches and verifies what is needed, asks what has to be asked, and says how to start it.
   * @throws what `Installs.open` and `launchSpec` throw, PROJECT_INVALID, PERMISSIONS_INVALID, RUN_IN_USE,
   *   GIVE_NOT_ASKED, GIVE_REFUSED
   */
  prepare(request: RunRequest, options?: PrepareOptions): Promise<Prepared>
  /** As {@link prepare}, from this disk alone: null when something has to be fetched. */
  prepareAtHand(request: RunRequest): Promise<Prepared | null>
  /** Remembers a yes. `typed` is what the user typed. @throws QUESTION_UNKNOWN, CONSENT_NOT_TYPED */
  allow(questionId: string, typed?: string): Promise<void>
  /**
   * Remembers a no to a version that asks for more than the one before. True: that one is current again, so prepare
   * with `update: false`. @throws QUESTION_UNKNOWN
   */
  refuse(questionId: string): Promise<boolean>
  /** Serves the process of a run: `stream` is its descriptor 3. @throws RUN_UNKNOWN */
  attach(ticket: string, stream: Duplex): Broker
  /** How the process of a run ended. @throws RUN_UNKNOWN */
  report(id: string, outcome: Outcome): Promise<RunEnd>
  /**
   * Starts the backend of a window app and serves its page, or opens another page of one that runs already. `path` is
   * that of the link, for the page. It goes on while a page is connected, or somebody holds it.
   * @throws RUN_UNKNOWN, RUN_NOT_A_WINDOW, WINDOW_PAGE_MISSING
   */
  start(id: string, path?: string): Promise<StartedWindow>
  /** For whoever shows the window. @throws RUN_UNKNOWN */
  hold(id: string): WindowHold
  list(): ActiveRun[]
  /** Lets it tear down, then has its process ended; resolves when it is gone. @throws RUN_UNKNOWN */
  stop(id: string): Promise<void>
  /** For whoever holds the process of a run: resolves when it is to end it. @throws RUN_UNKNOWN */
  whenStopped(id: string): Promise<void>
  /** For the same: what the app asks its user for, until `signal` aborts or the run is over. @throws RUN_UNKNOWN */
  questions(id: string, signal: AbortSignal): AsyncIterable<HeldQuestion>
  /** Absolute paths, none for none; null when the user cannot be asked. @throws RUN_UNKNOWN, QUESTION_UNKNOWN */
  answer(id: string, questionId: string, paths: readonly string[] | null): void
  /** Whoever held the process is gone, and the process with it. Without effect on a run that was reported. */
  abandon(id: string): Promise<void>
  isRunning(key: Uint8Array): boolean
  /** Calls `listener` when an app starts or ends, or was installed by a run. Returns a function that takes it back. */
  onChange(listener: () => void): () => void
  close(): Promise<void>
}
