/**
 * A checkout: one version of an app as plain files in a folder that appears whole or not at all. What is in it was
 * verified block by block against the drive's signed trees; what the drive holds beside harmless files is left out,
 * and listed.
 */
import type Hyperdrive from 'hyperdrive'
import type { Refusal } from './safe-path.ts'

/** Which version: a prefix of the drive's two cores. */
export interface CheckoutVersion {
  readonly fork: number
  /** Blocks of the drive's tree. */
  readonly length: number
  /** Blocks of file contents that the version may use; a blob beyond them was not what the author released. */
  readonly blobsLength: number
}

/** An entry that got no file. */
export interface RefusedEntry {
  /** Its name in the drive, made harmless and shortened. */
  readonly name: string
  readonly reason: Refusal
}

/** A file of a checkout. */
export interface CheckoutFile {
  /** Starts with a slash. */
  readonly path: string
  readonly bytes: number
  /** SHA-256, hexadecimal. */
  readonly hash: string
  readonly executable: boolean
  /** Where its contents are in the drive; equal ids on one fork are equal contents. Empty for an empty file. */
  readonly blob: string
  /** Blocks of contents that it needs: `[from, to)`, for whoever clears the others. */
  readonly blocks: readonly (readonly [from: number, to: number])[]
}

/** A version on this disk. */
export interface Checkout extends CheckoutVersion {
  /** Absolute; read-only, without links. */
  readonly dir: string
  /** Fork of the core with the contents. */
  readonly blobsFork: number
  readonly files: readonly CheckoutFile[]
  readonly bytes: number
  /** The first {@link MAX_LISTED_REFUSALS} entries that were left out. */
  readonly refused: readonly RefusedEntry[]
  readonly refusedCount: number
}

/** How far a checkout is. */
export interface CheckoutProgress {
  /** `list`: the tree is being read · `fetch`: contents are fetched and written. */
  readonly phase: 'list' | 'fetch'
  readonly files: number
  readonly bytes: number
  /** Known in the phase `fetch`; 0 before. */
  readonly totalFiles: number
  readonly totalBytes: number
  /** Bytes of blocks that came from peers. */
  readonly fetchedBytes: number
}

export interface CheckoutOptions {
  /** Folder of an app's versions; made when missing. */
  readonly versionsDir: string
  /** An earlier version of the same drive: what did not change is linked from there. */
  readonly previous?: Checkout | null
  readonly signal?: AbortSignal
  readonly onprogress?: (progress: CheckoutProgress) => void
  /** Silence of all peers after which it gives up. Default 20,000 ms. */
  readonly silenceMs?: number
  /** For the error when nobody answers. Default: the drive's peers, on no segment. */
  readonly asked?: () => Asked
  readonly maxFiles?: number
  readonly maxBytes?: number
}

/** A version and the drive that it is in. The drive stays open; its contents' core must be known or findable. */
export interface CheckoutSource {
  readonly drive: Hyperdrive
  readonly version: CheckoutVersion
}

/** Who was asked for the app, for the error that says that nobody answered. */
export interface Asked {
  /** z-base-32 of the drive's key. */
  readonly app: string
  /** Names of the segments that the topic was joined on. */
  readonly segments: readonly string[]
  /** Peers that share the drive. */
  readonly peers: number
}

/** Name of a version's folder. */
export function versionName({ fork, length }: Pick<CheckoutVersion, 'fork' | 'length'>): string {
  return `${fork}.${length}`
}
