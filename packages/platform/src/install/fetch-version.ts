/** From a drive's key to a verified folder: search, choose, verify, materialise. */
import type { Peer } from '@comice/core'
import type { AppVersion, Link } from '@comice/protocol'
import type Hypercore from 'hypercore'
import type { Checkout, CheckoutProgress } from '../checkout/checkout.ts'
import { materialise } from '../checkout/materialise.ts'
import { FIND_TIMEOUT_MS, MAX_EAGER_TREE_BLOCKS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { AppDrive } from '../release/app-drive.ts'
import type { Release } from '../release/release.ts'
import { type ReleasedVersion, verifyVersion } from '../release/verify-version.ts'
import { appPaths } from './app-paths.ts'
import { type Choice, type ChosenVersion, chooseVersion, refusedVersion } from './choose-version.ts'
import type { Search } from './search.ts'

/** How a fetch is bounded and watched. */
export interface FetchOptions {
  /** How long to look for somebody who has it, and how long all may be silent after that. Default 20,000 ms. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly onprogress?: ((progress: CheckoutProgress) => void) | undefined
}

export interface FetchRequest extends FetchOptions {
  readonly peer: Peer
  readonly app: AppDrive
  readonly search: Search
  readonly channel: string
  readonly exact: Pick<Link, 'fork' | 'length' | 'hash'> | null
  /** What is on the disk already. */
  readonly previous: Checkout | null
}

export interface Fetched {
  readonly version: ChosenVersion
  readonly releases: readonly Release[]
  readonly checkout: Checkout
}

/**
 * Finds, verifies and materialises what the request names.
 * @throws APP_UNREACHABLE, APP_NOT_RELEASED, APP_VERSION_REFUSED, and what {@link materialise} throws
 */
export async function fetchVersion(request: FetchRequest): Promise<Fetched> {
  const { version, releases } = await choose(request)
  return { version, releases, checkout: await makeCheckout(version, request) }
}

/**
 * The checkout of a version that was chosen before: from its folder, from this store, or from peers.
 * @throws APP_UNREACHABLE, APP_VERSION_REFUSED, and what {@link materialise} throws
 */
export async function restoreVersion(
  version: AppVersion,
  request: Omit<FetchRequest, 'channel' | 'exact'>,
): Promise<Checkout> {
  const timeoutMs = request.timeoutMs ?? FIND_TIMEOUT_MS
  const { app, search } = request
  let verdict = await verifyVersion(app, version, { timeoutMs: 0 })
  if (verdict.kind === 'unavailable') {
    await search.find({ timeoutMs, signal: request.signal })
    verdict = await verifyVersion(app, version, { timeoutMs })
  }
  if (verdict.kind === 'unavailable') throw unreachable(search, timeoutMs)
  if (verdict.kind !== 'verified') throw refusedVersion(verdict)
  return makeCheckout(version, request)
}

async function choose(request: FetchRequest): Promise<Choice> {
  const { app, search, exact, signal } = request
  const timeoutMs = request.timeoutMs ?? FIND_TIMEOUT_MS
  const core = app.drive.core as Hypercore
  const startedAt = performance.now()
  const leftMs = (): number => Math.max(1, Math.ceil(timeoutMs - (performance.now() - startedAt)))
  // All that there is of an app of our own is here.
  if (app.isWritable) return chosen(request, 0)
  const wanted = exact?.length ?? Number.MAX_SAFE_INTEGER
  if (core.length < wanted) await search.find({ timeoutMs, signal })
  // Whoever answered first may not be the one who has that much.
  if (exact !== null && core.length < wanted) await search.hear({ timeoutMs: leftMs(), signal })
  // The log and the proofs are scattered over the tree: one request for all of it is one round trip instead of many.
  const start = Math.max(0, core.length - MAX_EAGER_TREE_BLOCKS)
  const prefetch = core.download({ start, end: core.length })
  try {
    return await chosen(request, leftMs())
  } catch (error) {
    if (signal?.aborted === true) throw PlatformErrors.CHECKOUT_ABORTED({}, { cause: error })
    throw error
  } finally {
    prefetch.destroy()
  }
}

/** @throws APP_UNREACHABLE when nobody sends what proves it within `timeoutMs` */
async function chosen(request: FetchRequest, timeoutMs: number): Promise<Choice> {
  const choice = await chooseVersion(request.app, { ...request, timeoutMs })
  if (choice === null) throw unreachable(request.search, timeoutMs)
  return choice
}

/** The checkout of a version that was verified. @throws what {@link materialise} throws */
export function makeCheckout(
  version: ReleasedVersion & Pick<AppVersion, 'isAttested'>,
  request: Omit<FetchRequest, 'channel' | 'exact'>,
): Promise<Checkout> {
  const { peer, app, search, previous, signal, onprogress, timeoutMs = FIND_TIMEOUT_MS } = request
  const { fork, length } = version
  // Nobody released a version of a plain drive: its contents are whatever its key signed, and may still be arriving.
  const blobsLength = version.isAttested ? version.blobsLength : Number.MAX_SAFE_INTEGER
  return materialise(
    { drive: app.drive, version: { fork, length, blobsLength } },
    {
      versionsDir: appPaths(peer.profile.dir, app.key).versions,
      previous,
      silenceMs: timeoutMs,
      asked: () => search.asked(),
      ...(signal === undefined ? {} : { signal }),
      ...(onprogress === undefined ? {} : { onprogress }),
    },
  )
}

function unreachable(search: Search, waitedMs: number): Error {
  const { segments, ...who } = search.asked()
  return PlatformErrors.APP_UNREACHABLE({ ...who, segments: [...segments], waitedMs: Math.round(waitedMs) })
}
