/** What a release is to a reader, and what can be wrong with one. All of it is an author's doing, so none of it is thrown. */
import type { AppRelease } from '@comice/protocol'

/** A release whose signature, attestation and place in the log hold. `identityKey` is the author key. */
export interface Release extends AppRelease {
  /** BLAKE2b-256 of the record: what the next record names as `previous`, and a name for this one. */
  readonly recordHash: Uint8Array
}

/**
 * Why a record, or what follows it, is not believed:
 *
 * - `RECORD_MALFORMED`: no record, or one outside of its limits · `RECORD_NEWER`: of a format we do not know
 * - `SEQ_WRONG`: a number is missing or out of place · `PREVIOUS_WRONG`: it does not follow the one before it
 * - `LENGTH_AHEAD`: it names blocks that were not written yet
 * - `SIGNATURE_WRONG` · `ATTESTATION_WRONG`: not made by the device, or the device is not the author's
 * - `LOG_REWRITTEN`: a release that we had seen is gone or changed, which no honest author does
 * - `TOO_MANY`: more of them than MAX_RELEASES
 * - `DRIVE_MALFORMED`: the tree that they stand in cannot be read
 * - `CONFLICTED`: the author signed two histories of the drive
 * - `UNAVAILABLE`: nobody gave us the blocks in time. Not the author's doing, and worth another try.
 */
export type ReleaseProblemCode =
  | 'RECORD_MALFORMED'
  | 'RECORD_NEWER'
  | 'SEQ_WRONG'
  | 'PREVIOUS_WRONG'
  | 'LENGTH_AHEAD'
  | 'SIGNATURE_WRONG'
  | 'ATTESTATION_WRONG'
  | 'LOG_REWRITTEN'
  | 'TOO_MANY'
  | 'DRIVE_MALFORMED'
  | 'CONFLICTED'
  | 'UNAVAILABLE'

/** What ended the reading of a log, and at which number. */
export interface ReleaseProblem {
  readonly code: ReleaseProblemCode
  readonly seq: number
}
