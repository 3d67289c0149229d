/** Finding a drive of somebody else: its peers, its newest version, and the core of its contents. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Peer, Topic } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import type Hyperblobs from 'hyperblobs'
import type Hypercore from 'hypercore'
import type Hyperdrive from 'hyperdrive'
import { BulkFetch } from '../bulk/bulk-fetch.ts'
import {
  BEE_PROTOCOL,
  REACH_POLL_MS,
  REACH_TIMEOUT_MS,
  REFRESH_TIMEOUT_MS,
  SILENCE_MS,
} from '../constants.ts'
import type { DriveHandle } from '../drive/shared-drive.ts'
import { beeOf } from '../drive/side-keys.ts'
import { DriveErrors } from '../errors.ts'
import type { ContentWaits } from '../tree/drive-tree.ts'
import { allowFastPaths } from './fast-neighbours.ts'
import { Fetching, UnavailableError } from './fetching.ts'
import { widenFlight } from './in-flight.ts'

export interface ReachOptions {
  /**
   * Waiting for a peer that has the drive, ms. Default 10,000; 0 looks at what is here. Of a drive that is here it ends when those
   * who are announced were looked for, and nobody was there.
   */
  readonly timeoutMs?: number | undefined
  /** The version that is needed. Default: the newest that peers tell of. */
  readonly version?: number | null | undefined
  /** Silence of all peers after which fetching a block gives up, ms. Default 20,000. */
  readonly silenceMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** A drive whose entries can be read. While it is held, its peers are looked for. */
export interface ReachedDrive extends AsyncDisposable {
  /** Null: nothing was ever written into it. */
  readonly blobs: Hyperblobs | null
  /** For trees of the drive; undefined for a drive of our own, which has everything. */
  readonly waits: ContentWaits | undefined
  readonly fetching: Fetching | null
  /** Fetch the tree and the contents ahead of their readers; null for a drive of our own. */
  readonly tree: BulkFetch | null
  readonly contents: BulkFetch | null
}

/** @throws DRIVE_UNREACHABLE, DRIVE_LOCKED, DRIVE_VERSION_UNKNOWN, or the reason of `signal` */
export async function reachDrive(
  peer: Peer,
  handle: DriveHandle,
  options: ReachOptions = {},
): Promise<ReachedDrive> {
  const { drive } = handle
  if (handle.isWritable) return ours(await drive.getBlobs())
  const topic = peer.network.join(drive.discoveryKey as Uint8Array, { server: false })
  const neighbours = allowFastPaths(peer.network, drive.core as Hypercore)
  try {
    await refresh(handle, topic, options)
    const blobs = await contentsOf(handle, options)
    const fetching = new Fetching(options.silenceMs ?? SILENCE_MS)
    fetching.watch(drive.core as Hypercore)
    fetching.watch(blobs.core)
    widenFlight(drive.core as Hypercore)
    widenFlight(blobs.core)
    const onbytes = (bytes: number) => fetching.arrived(bytes)
    const { network } = peer
    const tree = new BulkFetch({ network, core: drive.core as Hypercore, onbytes })
    const contents = new BulkFetch({
      network,
      core: blobs.core,
      onbytes,
      keeps: drive.encryptionKey === null,
    })
    return {
      blobs,
      fetching,
      tree,
      contents,
      waits: waitsOf(contents, { core: blobs.core, fetching, drive: handle.id }),
      async [Symbol.asyncDispose]() {
        await Promise.all([tree[Symbol.asyncDispose](), contents[Symbol.asyncDispose]()])
        fetching[Symbol.dispose]()
        neighbours[Symbol.dispose]()
        await topic.leave()
      },
    }
  } catch (error) {
    neighbours[Symbol.dispose]()
    await topic.leave()
    throw error
  }
}

function ours(blobs: Hyperblobs): ReachedDrive {
  const nothing = { waits: undefined, fetching: null, tree: null, contents: null }
  return { blobs, ...nothing, [Symbol.asyncDispose]: () => Promise.resolve() }
}

/** Until peers have told their newest version, or what is here has to do. */
async function refresh(handle: DriveHandle, topic: Topic, options: ReachOptions): Promise<void> {
  const core = handle.drive.core as Hypercore
  const { version = null, signal } = options
  const needed = version ?? 1
  const isHere = core.length >= needed
  // A version that is here needs nobody.
  if (isHere && version !== null) return
  const timeoutMs = options.timeoutMs ?? (isHere ? REFRESH_TIMEOUT_MS : REACH_TIMEOUT_MS)
  const done = core.findingPeers()
  void topic.flushed().then(done, done)
  await within(timeoutMs, signal, async (stop) => {
    let isLookedFor = false
    lookFor(topic, stop).then(
      () => void (isLookedFor = true),
      () => undefined,
    )
    while (!stop.aborted) {
      const isNewer = await core.update({ wait: true })
      // Peers that were there had nothing newer, or nobody who was looked for was there: what is here is the newest.
      if (!isNewer && core.length >= needed && (core.peers.length > 0 || isLookedFor)) return
      if (isNewer) continue
      await pause(REACH_POLL_MS, undefined, { signal: stop })
    }
  })
  if (core.length >= needed) return
  throw core.length > 0
    ? DriveErrors.DRIVE_VERSION_UNKNOWN({ version: needed, newest: core.length })
    : DriveErrors.DRIVE_UNREACHABLE({ drive: handle.id, timeoutMs })
}

/** Until whoever is announced was found, and had the time to be met. */
async function lookFor(topic: Topic, signal: AbortSignal): Promise<void> {
  await topic.flushed()
  await pause(REFRESH_TIMEOUT_MS, undefined, { signal })
}

/** Waits for the first block of the tree, which says where contents are. */
async function contentsOf(handle: DriveHandle, options: ReachOptions): Promise<Hyperblobs> {
  const { drive } = handle
  const timeoutMs = options.timeoutMs ?? REACH_TIMEOUT_MS
  let blobs: Hyperblobs | null = null
  let failure: unknown = null
  await within(timeoutMs, options.signal, async () => {
    blobs = await drive.getBlobs().catch((error: unknown) => {
      failure = error
      return null
    })
  })
  if (blobs !== null) {
    if (await hasTree(drive)) return blobs
    failure = new Error('its first block is not the header of a tree')
  }
  // What does not decode is encrypted, as far as anybody without its key can tell.
  if (failure !== null) throw DriveErrors.DRIVE_LOCKED({ drive: encodeKey(handle.key) }, { cause: failure })
  throw DriveErrors.DRIVE_UNREACHABLE({ drive: handle.id, timeoutMs })
}

/** Of 200,000 random headers 4 in 100 did decode, into nonsense. One that is not here any more was looked at before. */
async function hasTree(drive: Hyperdrive): Promise<boolean> {
  const header = await beeOf(drive).getHeader({ wait: false })
  return header === null || header.protocol === BEE_PROTOCOL
}

function waitsOf(
  contents: BulkFetch,
  { core, fetching, drive }: { core: Hypercore; fetching: Fetching; drive: string },
): ContentWaits {
  let isGivenUp = false
  return {
    arrival: (index) => contents.arrival(index),
    used: (block) => contents.used(block),
    block: (read) =>
      fetching.until(read).catch((error: unknown) => {
        if (!(error instanceof UnavailableError)) throw error
        throw DriveErrors.DRIVE_UNREACHABLE({ drive, timeoutMs: fetching.silenceMs }, { cause: error })
      }),
    async length(blocks) {
      if (blocks <= core.length || isGivenUp) return
      await within(REFRESH_TIMEOUT_MS, undefined, async (signal) => {
        while (core.length < blocks && !signal.aborted) {
          await core.update({ wait: true })
          if (core.length < blocks) await pause(REACH_POLL_MS, undefined, { signal })
        }
      })
      // Nobody has them: another entry that says so is not waited for again.
      isGivenUp = core.length < blocks
    },
  }
}

/** Whether `job` ended in time. What it is waiting for when time is up goes on, and is forgotten. */
async function within(
  timeoutMs: number,
  outer: AbortSignal | undefined,
  job: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const controller = new AbortController()
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), timeoutMs)
  const onabort = () => reject(outer?.reason as Error)
  outer?.addEventListener('abort', onabort, { once: true })
  if (outer?.aborted === true) onabort()
  const running = job(controller.signal).then(
    () => true,
    (error: unknown) => {
      if (controller.signal.aborted) return false
      throw error
    },
  )
  try {
    return await Promise.race([running, promise])
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', onabort)
    controller.abort()
    running.catch(() => undefined)
  }
}
