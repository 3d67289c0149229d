/**
 * Which files a version of a drive makes, before anything is written. Every entry is its author's: names, sizes,
 * places of contents and links are checked here, and what is not as it should be is left out.
 */
import { sanitizeText } from '@comice/protocol'
import type Hyperblobs from 'hyperblobs'
import type Hyperdrive from 'hyperdrive'
import {
  MAX_LINK_HOPS,
  MAX_LISTED_REFUSALS,
  MAX_LINK_TARGET_CHARS,
  MAX_REFUSED_NAME_CHARS,
  PARALLEL_MAPS,
} from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { type BlobPieces, blobPieces } from '@comice/drives/parts'
import type { CheckoutVersion, RefusedEntry } from './checkout.ts'
import { PathSet, refusePath, type Refusal, resolveLink } from './safe-path.ts'

/** A file to be made. */
export interface PlannedFile extends BlobPieces {
  readonly path: string
  readonly executable: boolean
}

export interface DrivePlan {
  /** In the drive's order. Contents may occur in several: links become copies. */
  readonly files: readonly PlannedFile[]
  readonly bytes: number
  readonly refused: readonly RefusedEntry[]
  readonly refusedCount: number
}

export interface PlanLimits {
  readonly maxFiles: number
  readonly maxBytes: number
}

export interface PlanRequest {
  /** The drive at the version. */
  readonly snapshot: Hyperdrive
  readonly blobs: Hyperblobs
  readonly version: CheckoutVersion
  readonly limits: PlanLimits
  /** Called for each entry that was read. */
  readonly onentry: (entries: number) => void
}

/** Reads the tree of a version. @throws CHECKOUT_TOO_LARGE, DRIVE_DAMAGED, or what reading a closed core rejects with */
export async function planCheckout(request: PlanRequest): Promise<DrivePlan> {
  const plan = new Plan(request)
  let entries = 0
  for await (const { key, value } of entriesOf(request.snapshot)) {
    if (++entries > request.limits.maxFiles) throw tooLarge('files', request.limits.maxFiles)
    request.onentry(entries)
    plan.take(key, value)
  }
  plan.linkCopies()
  return plan.finish()
}

/** A tree of nodes that no Hyperbee wrote throws anything while it is walked; a closed core is not damage. */
async function* entriesOf(snapshot: Hyperdrive): AsyncGenerator<{ key: string; value: unknown }> {
  const stream: AsyncIterable<Hyperdrive.Entry> = snapshot.entries()
  const entries = stream[Symbol.asyncIterator]()
  for (;;) {
    const step = await entries.next().catch((cause: unknown) => {
      if (snapshot.closing !== null || isSubstrateError(cause)) throw cause
      throw PlatformErrors.DRIVE_DAMAGED({ reason: 'its tree of files does not decode' }, { cause })
    })
    if (step.done === true) return
    yield step.value
  }
}

function isSubstrateError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^(?:SESSION_|REQUEST_|BLOCK_|STORAGE_)/u.test(code)
}

interface Candidate {
  readonly blob: unknown
  readonly executable: boolean
}

class Plan {
  readonly #request: PlanRequest
  readonly #paths = new PathSet()
  readonly #files = new Map<string, Candidate>()
  readonly #links = new Map<string, string>()
  readonly #refused: RefusedEntry[] = []
  #refusedCount = 0

  constructor(request: PlanRequest) {
    this.#request = request
  }

  take(key: string, value: unknown): void {
    const entry = readEntry(value)
    const refusal = entry === null ? 'malformed' : refusePath(key)
    if (refusal !== null || entry === null) return this.#refuse(key, refusal ?? 'malformed')
    if (!this.#paths.add(key)) return this.#refuse(key, 'clash')
    if (entry.linkname === null) this.#files.set(key, entry)
    else this.#links.set(key, entry.linkname)
  }

  /** A link becomes a copy of the file that it leads to, so that no program has to follow anything. */
  linkCopies(): void {
    for (const path of this.#links.keys()) {
      const target = this.#follow(path)
      if (typeof target === 'string') this.#refuse(path, target)
      else this.#files.set(path, target)
    }
  }

  async finish(): Promise<DrivePlan> {
    const { blobs, version, limits } = this.#request
    const pieceLimits = { blobsLength: version.blobsLength, maxBytes: limits.maxBytes }
    const files: PlannedFile[] = []
    let bytes = 0
    const candidates = [...this.#files]
    for (let at = 0; at < candidates.length; at += PARALLEL_MAPS) {
      const some = candidates.slice(at, at + PARALLEL_MAPS)
      const found = await Promise.all(some.map(([, { blob }]) => blobPieces(blobs, blob, pieceLimits)))
      for (const [index, [path, { executable }]] of some.entries()) {
        const pieces = found[index]
        if (pieces == null) {
          this.#refuse(path, 'malformed')
          continue
        }
        bytes += pieces.bytes
        if (bytes > limits.maxBytes) throw tooLarge('bytes', limits.maxBytes)
        files.push({ path, executable, ...pieces })
      }
    }
    return { files, bytes, refused: this.#refused, refusedCount: this.#refusedCount }
  }

  #follow(path: string): Candidate | Refusal {
    let at = path
    for (let hop = 0; hop < MAX_LINK_HOPS; hop++) {
      const target = resolveLink(at, this.#links.get(at) ?? '')
      if (target === null) return 'link-outside'
      const file = this.#files.get(target)
      if (file !== undefined) return file
      if (!this.#links.has(target)) return 'link-to-no-file'
      at = target
    }
    return 'link-to-no-file'
  }

  #refuse(name: string, reason: Refusal): void {
    this.#refusedCount++
    if (this.#refused.length >= MAX_LISTED_REFUSALS) return
    const shown = sanitizeText(name.slice(0, MAX_REFUSED_NAME_CHARS))
    this.#refused.push({ name: shown, reason })
  }
}

interface Entry extends Candidate {
  readonly linkname: string | null
}

function readEntry(value: unknown): Entry | null {
  if (typeof value !== 'object' || value === null) return null
  const { blob = null, linkname = null, executable = false } = value as Readonly<Record<string, unknown>>
  if (linkname !== null && (typeof linkname !== 'string' || linkname.length > MAX_LINK_TARGET_CHARS))
    return null
  return { blob, linkname, executable: executable === true }
}

function tooLarge(what: 'files' | 'bytes', max: number): Error {
  return PlatformErrors.CHECKOUT_TOO_LARGE({ what, max })
}
