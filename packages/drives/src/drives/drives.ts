/** Everything about drives on one peer. */
import type { Peer } from '@comice/core'
import { removeSpools } from '../contents/spool.ts'
import { type Files, createFiles } from '../files/files.ts'
import { type LiveMirror, type LiveOptions, startLiveMirror } from '../live/live-mirror.ts'
import { mirror, type MirrorPlaces } from '../mirror/mirror.ts'
import type { MirrorOptions, MirrorResult } from '../mirror/mirror-options.ts'
import { parsePlace, type Place } from '../place/place.ts'
import { openDriveRecords } from '../registry/drive-records.ts'
import { createRegistry, type Registry, resumeSeeds } from '../registry/registry.ts'
import { Seeds } from '../registry/seeding.ts'
import { createTar, type Tar } from '../tar/tar.ts'
import { createUpkeep, type Upkeep } from '../upkeep/upkeep.ts'
import { createVersions, type Versions } from '../versions/versions.ts'

/** Where a mirror goes from and to: places, or their texts. */
export interface MirrorRequest extends MirrorOptions {
  readonly source: Place | string
  readonly target: Place | string
}

export interface LiveRequest extends LiveOptions {
  readonly source: Place | string
  readonly target: Place | string
}

/** See {@link createDrives}. */
export interface Drives extends Registry, AsyncDisposable {
  /** Reading and changing what is in drives. */
  readonly files: Files
  /** History, tags, going back. */
  readonly versions: Versions
  /** Fetching, checking, repairing, giving space back. */
  readonly upkeep: Upkeep
  readonly tar: Tar
  /** Makes the target equal to the source. @throws what mirror() throws */
  mirror(request: MirrorRequest): Promise<MirrorResult>
  /** As {@link mirror}, and again whenever the source changes. Resolves after the first round. */
  mirrorLive(request: LiveRequest): Promise<LiveMirror>
  /** Those that go on: while there are any, the node stays. */
  liveMirrors(): LiveMirror[]
  /** How many drives are seeded: while there are any, the node stays. */
  readonly seeded: number
  /** Idempotent. */
  close(): Promise<void>
}

/** Joins the parts on `peer`, and seeds what was seeded when the profile ran last. It ends with the peer. */
export async function createDrives(peer: Peer): Promise<Drives> {
  const records = await openDriveRecords(peer.profile)
  await removeSpools(peer.profile.dir)
  const seeds = new Seeds(peer)
  const lives = new Set<LiveMirror>()
  const context = { peer, records }
  let closing: Promise<void> | null = null
  const end = async () => {
    await Promise.all([...lives].map((live) => live.close()))
    await seeds.close()
  }
  const close = () => (closing ??= end())
  peer.beforeClose(close)
  await resumeSeeds(records, seeds)
  return {
    ...createRegistry(peer, records, seeds),
    files: createFiles(context),
    versions: createVersions(context),
    upkeep: createUpkeep(context),
    tar: createTar(context),
    mirror: ({ source, target, ...options }) => mirror(context, placesOf(source, target), options),
    async mirrorLive({ source, target, ...options }) {
      const live = await startLiveMirror(context, placesOf(source, target), options)
      lives.add(live)
      return live
    },
    liveMirrors() {
      for (const live of lives) if (live.status.state === 'closed') lives.delete(live)
      return [...lives]
    },
    get seeded() {
      return seeds.size
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function placesOf(source: Place | string, target: Place | string): MirrorPlaces {
  const placeOf = (place: Place | string) => (typeof place === 'string' ? parsePlace(place) : place)
  return { source: placeOf(source), target: placeOf(target) }
}
