/** Whether one record is a release of this app, made by who it says, in its place. */
import { verifyDevice, verifySignature } from '@comice/core'
import {
  failure,
  isEqualBytes,
  releaseRecord,
  releaseSignable,
  type ReleaseRecord,
  type Result,
  success,
} from '@comice/protocol'
import { hash } from 'hypercore-crypto'
import type { Release, ReleaseProblemCode } from './release.ts'

/** Where a record was found. */
export interface ReleasePlace {
  readonly driveKey: Uint8Array
  /** Its number in the log. */
  readonly seq: number
  /** The hash of the record before it, null for the first. */
  readonly previous: Uint8Array | null
  /** The block that it stands in: it cannot release what came later. */
  readonly block: number
}

/** Total: takes any bytes. */
export function verifyRelease(bytes: Uint8Array, place: ReleasePlace): Result<Release, ReleaseProblemCode> {
  const decoded = releaseRecord.decode(bytes)
  if (!decoded.ok) return failure(decoded.code === 'NEWER_VERSION' ? 'RECORD_NEWER' : 'RECORD_MALFORMED')
  const { release } = decoded.value
  if (release.seq !== place.seq) return failure('SEQ_WRONG')
  if (!isSame(release.previous, place.previous)) return failure('PREVIOUS_WRONG')
  if (release.length > place.block) return failure('LENGTH_AHEAD')
  const problem = whoProblem(decoded.value, place.driveKey)
  return problem === null ? success({ ...release, recordHash: recordHash(bytes) }) : failure(problem)
}

/** BLAKE2b-256 of a record's bytes. */
export function recordHash(bytes: Uint8Array): Uint8Array {
  return hash(bytes)
}

function whoProblem(record: ReleaseRecord, driveKey: Uint8Array): ReleaseProblemCode | null {
  const { release, signature, attestation } = record
  const signable = releaseSignable(driveKey, release)
  if (!verifySignature(signable, signature, release.deviceKey)) return 'SIGNATURE_WRONG'
  const attested = verifyDevice(attestation, release.deviceKey)
  return attested !== null && isEqualBytes(attested.identityKey, release.identityKey)
    ? null
    : 'ATTESTATION_WRONG'
}

function isSame(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : isEqualBytes(a, b)
}
