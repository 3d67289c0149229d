/** Newer versions of this app, and starting again in one. */
import { app } from '../app/app.ts'
import { onNodeEvent } from '../session/events.ts'
import { Feed } from '../session/feed.ts'
import { node } from '../session/session.ts'

/** A version of this app. */
export interface AppVersion {
  readonly version: string
  readonly channel: string
  /** Length and fork of the app's drive. */
  readonly length: number
  readonly fork: number
}

/** A version that the author released, or went back to. */
export interface ReleasedVersion extends AppVersion {
  /** What the author says of it. A stranger's text. */
  readonly notes: string
  /** Unix time in ms, by its author's clock. */
  readonly releasedAt: number
  /** Whether it is what its channel gives now: the newest release of it. */
  readonly isCurrent: boolean
}

/** What versions there are. */
export interface Versions {
  /** What runs. */
  readonly app: AppVersion
  /** The newest 100 releases that this node knows, the newest first; none of a folder. */
  readonly releases: readonly ReleasedVersion[]
  /** Of Comice. */
  readonly platform: string
}

/** A version that is here, verified, and can be started. */
export interface AvailableUpdate extends AppVersion {
  /** What the author says of it. A stranger's text. */
  readonly notes: string
}

/**
 * Newer versions. They arrive in the background and apply at the next start, or when the app asks.
 *
 * ```ts
 * import { updates } from '@comice/runtime'
 *
 * for await (const { version } of updates) {
 *   console.log(`${version} is here`)
 *   await updates.apply()
 * }
 * ```
 */
export interface Updates extends AsyncIterable<AvailableUpdate> {
  /** What runs. */
  readonly current: AppVersion
  /** What the next start will run, as far as the node has told; null when that is {@link current}. */
  readonly next: AvailableUpdate | null
  /** Starts again in the newest version: the same as `restart({ update: true })`. */
  apply(): Promise<void>
}

const feed = new Feed<AvailableUpdate>()
let next: AvailableUpdate | null = null
let isListening = false

export const updates: Updates = {
  get current() {
    const { version, channel, length, fork } = app
    return { version, channel, length, fork }
  },
  get next() {
    listen()
    return next
  },
  apply: () => restart({ update: true }),
  [Symbol.asyncIterator]() {
    listen()
    return feed[Symbol.asyncIterator]()
  },
}

/**
 * Ends this app in order and starts it again; with `update`, in the newest version.
 *
 * @throws UNAVAILABLE where nobody can, RESTARTED_TOO_OFTEN after five times within a minute
 */
export async function restart({ update = false }: { update?: boolean } = {}): Promise<void> {
  await node().request('app.restart', { update })
}

/**
 * What versions there are: of the app, as `release` and `rollback` made them, and of the platform. Peers are not asked:
 * the node follows the apps that it runs.
 */
export async function versions(): Promise<Versions> {
  return (await node().request('app.versions')) as unknown as Versions
}

function listen(): void {
  if (isListening) return
  isListening = true
  onNodeEvent('update', ({ version, channel, length, fork, notes }) => {
    next = { version, channel, length, fork, notes } as unknown as AvailableUpdate
    feed.push(next)
  })
}
