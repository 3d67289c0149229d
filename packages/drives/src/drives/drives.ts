/** Everything about drives on one peer. */
import type { Peer } from '@comice/core'
import { type Files, createFiles } from '../files/files.ts'
import { mirror } from '../mirror/mirror.ts'
import type { MirrorOptions, MirrorResult } from '../mirror/mirror-options.ts'
import { parsePlace, type Place } from '../place/place.ts'
import { openDriveRecords } from '../registry/drive-records.ts'
import { createRegistry, type Registry, resumeSeeds } from '../registry/registry.ts'
import { Seeds } from '../registry/seeding.ts'

/** Where a mirror goes from and to: places, or their texts. */
export interface MirrorRequest extends MirrorOptions {
  readonly source: Place | string
  readonly target: Place | string
}

/** See {@link createDrives}. */
export interface Drives extends Registry, AsyncDisposable {
  /** Reading and changing what is in drives. */
  readonly files: Files
  /** Makes the target equal to the source. @throws what mirror() throws */
  mirror(request: MirrorRequest): Promise<MirrorResult>
  /** How many drives are seeded: while there are any, the node stays. */
  readonly seeded: number
  /** Idempotent. */
  close(): Promise<void>
}

/** Joins the parts on `peer`, and seeds what was seeded when the profile ran last. It ends with the peer. */
export async function createDrives(peer: Peer): Promise<Drives> {
  const records = await openDriveRecords(peer.profile)
  const seeds = new Seeds(peer)
  const context = { peer, records }
  let closing: Promise<void> | null = null
  const close = () => (closing ??= seeds.close())
  peer.beforeClose(close)
  await resumeSeeds(records, seeds)
  return {
    ...createRegistry(peer, records, seeds),
    files: createFiles(context),
    mirror: ({ source, target, ...options }) =>
      mirror(context, { source: placeOf(source), target: placeOf(target) }, options),
    get seeded() {
      return seeds.size
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function placeOf(place: Place | string): Place {
  return typeof place === 'string' ? parsePlace(place) : place
}
