/** Where a sender takes contents from. */
import type { Position, RefusedFile, SendOffer } from './offer.ts'

/** One frame of contents. */
export interface FedBatch {
  readonly frame: Uint8Array
  /** Where the transfer is after it. */
  readonly progress: FedProgress
}

export interface FedProgress {
  /** Entries that are over, and bytes of files, from the beginning of the list. */
  readonly entries: number
  readonly bytes: number
}

export interface SendSource extends AsyncDisposable {
  readonly offer: SendOffer
  /** What cannot be sent, as it was found so far. */
  readonly refused: readonly RefusedFile[]
  /**
   * All that comes after `at`, whose file begins with what `prefix` (SHA-256) says; if it does not, that file comes from
   * its beginning. Null when what comes after is gone.
   */
  batches(at: Position, prefix: Uint8Array): AsyncIterable<FedBatch> | null
  /** The receiver has so much; it is not asked for again. */
  release(progress: FedProgress): void
}
