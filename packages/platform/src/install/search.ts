/** Finding whoever has an app, and hearing from them how far it is. */
import { askAgain, type Peer, type Topic } from '@comice/core'
import type Hypercore from 'hypercore'
import type { Asked } from '../checkout/checkout.ts'
import { ASK_AGAIN_MS, FIND_TIMEOUT_MS, LOOK_AGAIN_MS, LOOK_MS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { AppDrive } from '../release/app-drive.ts'

/** A search for the peers of a drive, as a client only: nobody learns from it that we have the app. */
export interface Search extends AsyncDisposable {
  /**
   * Resolves when a peer said how long the drive is: true when it grew by that. False when nobody did in time.
   * @throws CHECKOUT_ABORTED
   */
  hear(options?: HearOptions): Promise<boolean>
  /** As {@link Search.hear}, but @throws APP_UNREACHABLE when nothing at all of the drive is here and nobody has it */
  find(options?: HearOptions): Promise<void>
  asked(): Asked
  close(): Promise<void>
}

export interface HearOptions {
  /** Default 20,000 ms. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

export function searchPeers(peer: Peer, app: AppDrive): Search {
  const core = app.drive.core as Hypercore
  const topic: Topic | null =
    app.drive.discoveryKey === null ? null : peer.network.join(app.drive.discoveryKey, { server: false })
  const joinedAt = performance.now()
  // A seeder that is connected and gets the app later makes no new connection, by which it would be noticed.
  const ask = () => {
    askAgain(core)
    if (app.drive.blobs !== null) askAgain(app.drive.blobs.core)
  }
  const asking = setInterval(ask, ASK_AGAIN_MS).unref()
  const asked = (): Asked => ({
    app: app.id,
    segments: peer.network.status().segments.map(({ name }) => name),
    peers: core.peers.filter(({ remoteLength }) => remoteLength > 0).length,
  })
  const hear = async ({ timeoutMs = FIND_TIMEOUT_MS, signal }: HearOptions = {}): Promise<boolean> => {
    const deadline = AbortSignal.timeout(Math.max(1, timeoutMs))
    ask()
    using _looking = lookAgain(() => {
      ask()
      void topic?.refresh()
    }, joinedAt)
    const heard = await hearLength(
      core,
      signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    )
    if (signal?.aborted === true) throw PlatformErrors.CHECKOUT_ABORTED({})
    return heard
  }
  const close = async (): Promise<void> => {
    clearInterval(asking)
    await topic?.leave()
  }
  return {
    hear,
    find: async (options = {}) => {
      const startedAt = performance.now()
      await hear(options)
      if (core.length > 0) return
      const waitedMs = Math.round(performance.now() - startedAt)
      const { segments, ...who } = asked()
      throw PlatformErrors.APP_UNREACHABLE({ ...who, segments: [...segments], waitedMs })
    },
    asked,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Somebody waits: whoever came online since the last look is found now, and not at the next turn of the network. */
function lookAgain(look: () => void, joinedAt: number): Disposable {
  if (performance.now() - joinedAt > LOOK_AGAIN_MS) look()
  const timer = setInterval(look, LOOK_AGAIN_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/**
 * Waits for a peer that has something of the core, then for the core to have caught up with it. One of which two
 * histories are signed is closed by Hypercore, and hears nothing any more.
 */
async function hearLength(core: Hypercore, signal: AbortSignal): Promise<boolean> {
  const before = core.length
  while (!signal.aborted && !core.closed) {
    if (core.peers.some(({ remoteLength }) => remoteLength > 0)) {
      await Promise.race([core.update({ wait: true }), aborted(signal)])
      if (core.length > 0) return core.length > before
    }
    await nextNews(core, signal)
  }
  return false
}

/** The next peer, or the next thing that a peer says. */
function nextNews(core: Hypercore, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      core.off('peer-add', done)
      core.off('append', done)
      core.off('close', done)
      signal.removeEventListener('abort', done)
      clearInterval(look)
      resolve()
    }
    core.on('peer-add', done)
    core.on('append', done)
    core.once('close', done)
    signal.addEventListener('abort', done, { once: true })
    // A peer says how much it has some time after it was added, and Hypercore has no event for that.
    const look = setInterval(() => {
      if (core.peers.some(({ remoteLength }) => remoteLength > 0)) done()
    }, LOOK_MS)
    if (signal.aborted) done()
  })
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
