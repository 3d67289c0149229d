/** From a drive to a folder: fetch, check, write, sync, rename. */
import { chmod, mkdir, rename, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { encodeKey, isComiceError } from '@comice/protocol'
import type Hyperblobs from 'hyperblobs'
import type Hypercore from 'hypercore'
import type Hyperdrive from 'hyperdrive'
import {
  CHECKOUT_RESERVE_BYTES,
  FETCH_SILENCE_MS,
  MAX_CHECKOUT_BYTES,
  MAX_CHECKOUT_FILES,
  MAX_EAGER_TREE_BLOCKS,
} from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { syncFolder } from '../storage/copy-tree.ts'
import { mergeRanges } from '@comice/drives/parts'
import {
  type Checkout,
  type CheckoutFile,
  type CheckoutOptions,
  type CheckoutSource,
  versionName,
} from './checkout.ts'
import { readCheckout, writeCheckoutRecord } from './checkout-record.ts'
import { type DrivePlan, planCheckout, type PlannedFile } from './drive-plan.ts'
import { Fetching } from './fetching.ts'
import { createProgress, type Progress } from './progress.ts'
import { removeTree, unfinishedName } from './remove-tree.ts'
import { foldersOf, writeFiles } from './write-files.ts'

/**
 * Makes the checkout of a version, or gives the one that is there. Nothing appears under its name before all of it is
 * on the disk; a failure leaves nothing but fetched blocks in the store, which the next try does not fetch again.
 *
 * @throws APP_UNREACHABLE, CHECKOUT_TOO_LARGE, CHECKOUT_NO_SPACE, CHECKOUT_ABORTED, DRIVE_DAMAGED
 */
export async function materialise(source: CheckoutSource, options: CheckoutOptions): Promise<Checkout> {
  const known = await readCheckout(options.versionsDir, source.version)
  if (known !== null) return known
  await mkdir(options.versionsDir, { recursive: true, mode: 0o700 })
  // A folder without its record was tampered with, or is of another format.
  await removeTree(join(options.versionsDir, versionName(source.version)))
  const job = new CheckoutJob(source, options)
  try {
    return await job.run()
  } catch (error) {
    throw job.explain(error)
  } finally {
    await job.end()
  }
}

class CheckoutJob {
  readonly #source: CheckoutSource
  readonly #options: CheckoutOptions
  readonly #snapshot: Hyperdrive
  readonly #fetching: Fetching
  readonly #progress: Progress
  readonly #startedAt = performance.now()
  /** Ends what waits for peers. */
  readonly #cancelled = Promise.withResolvers<never>()
  #contents: Hypercore | null = null
  #downloads: { destroy(): void }[] = []
  /** Bytes that this job asked the disk for, for the error when it is full. */
  #needBytes = 0

  constructor(source: CheckoutSource, options: CheckoutOptions) {
    this.#source = source
    this.#options = options
    this.#snapshot = source.drive.checkout(source.version.length)
    this.#cancelled.promise.catch(() => undefined)
    this.#fetching = new Fetching({
      silenceMs: options.silenceMs ?? FETCH_SILENCE_MS,
      signal: options.signal,
      onend: () => void this.#cancel(),
    })
    this.#progress = createProgress(options.onprogress, () => this.#fetching.fetchedBytes)
  }

  async run(): Promise<Checkout> {
    const { drive, version } = this.#source
    this.#fetching.watch(drive.core as Hypercore)
    if (version.length <= MAX_EAGER_TREE_BLOCKS) {
      this.#downloads.push(drive.core.download({ start: 0, end: version.length }))
    }
    const blobs = await Promise.race([drive.getBlobs(), this.#cancelled.promise])
    const contents = blobs.core.session()
    this.#contents = contents
    await contents.ready()
    this.#fetching.watch(contents)
    const forks = [drive.core.fork, contents.fork]
    const plan = await this.#plan(blobs)
    const dir = join(this.#options.versionsDir, versionName(version))
    const unfinished = unfinishedName(dir)
    try {
      await mkdir(unfinished, { mode: 0o700 })
      const files = await this.#write(plan, { dir: unfinished, contents })
      this.#assertUncut(forks)
      const checkout = {
        ...version,
        dir,
        blobsFork: contents.fork,
        files,
        bytes: plan.bytes,
        ...refusedOf(plan),
      }
      await seal(unfinished, checkout)
      this.#progress.end()
      return checkout
    } catch (error) {
      await removeTree(unfinished)
      throw error
    }
  }

  async end(): Promise<void> {
    this.#fetching[Symbol.dispose]()
    await this.#cancel()
  }

  /** What the caller is told: why it was stopped says more than what then failed. */
  explain(error: unknown): unknown {
    const { asked, versionsDir } = this.#options
    if (this.#fetching.ended === 'aborted') return PlatformErrors.CHECKOUT_ABORTED({}, { cause: error })
    if (this.#fetching.ended === 'silence') {
      const who = asked?.() ?? this.#peersOnly()
      const waitedMs = Math.round(performance.now() - this.#startedAt)
      return PlatformErrors.APP_UNREACHABLE(
        { ...who, segments: [...who.segments], waitedMs },
        { cause: error },
      )
    }
    if (isComiceError(error) || !isNoSpace(error)) return error
    const needBytes = this.#needBytes
    return PlatformErrors.CHECKOUT_NO_SPACE(
      { dir: versionsDir, needBytes, freeBytes: null },
      { cause: error },
    )
  }

  /** What the author cut and wrote anew meanwhile may stand in some of the files, and not in others. */
  #assertUncut([treeFork, contentsFork]: number[]): void {
    if (this.#source.drive.core.fork === treeFork && this.#contents?.fork === contentsFork) return
    throw PlatformErrors.DRIVE_DAMAGED({ reason: 'its author cut it back while it was being fetched' })
  }

  #peersOnly() {
    const { core } = this.#source.drive
    return { app: core.key === null ? '' : encodeKey(core.key), segments: [], peers: core.peers.length }
  }

  async #cancel(): Promise<void> {
    this.#cancelled.reject(PlatformErrors.CHECKOUT_ABORTED({}))
    for (const download of this.#downloads.splice(0)) download.destroy()
    await Promise.allSettled([this.#snapshot.close(), this.#contents?.close()])
  }

  #plan(blobs: Hyperblobs): Promise<DrivePlan> {
    const { maxFiles = MAX_CHECKOUT_FILES, maxBytes = MAX_CHECKOUT_BYTES } = this.#options
    const onentry = (entries: number) => {
      this.#fetching.touch()
      this.#progress.list(entries)
    }
    const limits = { maxFiles, maxBytes }
    return planCheckout({ snapshot: this.#snapshot, blobs, version: this.#source.version, limits, onentry })
  }

  async #write(
    plan: DrivePlan,
    { dir, contents }: { dir: string; contents: Hypercore },
  ): Promise<CheckoutFile[]> {
    const previous = this.#usablePrevious(contents)
    const known = new Set(previous?.files.map(({ blob }) => blob))
    const fresh = plan.files.filter(({ blob }) => !known.has(blob))
    await this.#assertSpace(fresh, contents)
    for (const [start, end] of mergeRanges(fresh.flatMap(({ blocks }) => blocks))) {
      this.#downloads.push(contents.download({ start, end }))
    }
    this.#progress.fetch(plan.files.length, plan.bytes)
    return writeFiles({
      ...{ dir, files: plan.files, core: contents, previous },
      onbytes: (bytes) => {
        this.#fetching.touch()
        this.#progress.bytes(bytes)
      },
      onfile: () => this.#progress.file(),
    })
  }

  /** Blob ids only mean the same on the same fork. */
  #usablePrevious(contents: Hypercore): Checkout | null {
    const { previous = null } = this.#options
    const { fork } = this.#source.version
    return previous !== null && previous.fork === fork && previous.blobsFork === contents.fork
      ? previous
      : null
  }

  /** Refused before anything is written: a store that runs out of space closes the whole profile. */
  async #assertSpace(fresh: readonly PlannedFile[], contents: Hypercore): Promise<void> {
    for (const { bytes, blocks } of fresh) {
      const isHere = await Promise.all(blocks.map(([from, to]) => contents.has(from, to)))
      this.#needBytes += isHere.every(Boolean) ? bytes : 2 * bytes
    }
    const { versionsDir } = this.#options
    const { bavail, bsize } = await statfs(versionsDir)
    const freeBytes = Math.max(0, bavail * bsize - CHECKOUT_RESERVE_BYTES)
    if (this.#needBytes > freeBytes) {
      throw PlatformErrors.CHECKOUT_NO_SPACE({ dir: versionsDir, needBytes: this.#needBytes, freeBytes })
    }
  }
}

function refusedOf({ refused, refusedCount }: DrivePlan): Pick<Checkout, 'refused' | 'refusedCount'> {
  return { refused, refusedCount }
}

/** Read-only, on the disk, recorded, and only then under its name. */
async function seal(unfinished: string, checkout: Checkout): Promise<void> {
  const folders = ['', ...foldersOf(checkout.files)].map((folder) => join(unfinished, folder))
  for (const folder of folders.reverse()) {
    await chmod(folder, 0o555)
    await syncFolder(folder)
  }
  await writeCheckoutRecord(checkout)
  await rename(unfinished, checkout.dir)
  await syncFolder(dirname(checkout.dir))
}

function isNoSpace(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOSPC' || code === 'EDQUOT'
}
