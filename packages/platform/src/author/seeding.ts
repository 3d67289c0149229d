/** Keeping an app available: announced on the network, and for seeders as a thing that they can hold. */
import type { Peer, Topic } from '@comice/core'
import type { KeepSource } from '@comice/keep'
import { formatLink } from '@comice/protocol'
import type Hypercore from 'hypercore'
import type { AppDrive } from '../release/app-drive.ts'

/** An app that this peer gives to whoever asks for it, for as long as it runs. */
export interface Seeding extends AsyncDisposable {
  readonly key: Uint8Array
  readonly id: string
  readonly link: string
  /** Both cores of the drive, for a keeper: a seeder that trusts us announces the app, and gives it when we are gone. */
  readonly source: KeepSource
  status(): SeedingStatus
  /** Resolves when the app is announced, see Topic.flushed of @comice/core. */
  flushed(): Promise<void>
  /** Idempotent. */
  close(): Promise<void>
}

export interface SeedingStatus {
  /** Connected peers that share the drive. */
  readonly peers: number
  /** Blocks of both cores, and how many of them are here without a gap. */
  readonly blocks: number
  readonly heldBlocks: number
}

/** Takes `app` over, and closes it. An app of others is fetched as a whole, now and as it grows. */
export function startSeeding(peer: Peer, app: AppDrive): Seeding {
  const { drive, key, id } = app
  const discoveryKey = drive.discoveryKey as Uint8Array
  const topic: Topic = peer.network.join(discoveryKey, { client: !app.isWritable })
  const cores = () => [drive.core as Hypercore, ...(drive.blobs === null ? [] : [drive.blobs.core])]
  const downloads: { destroy(): void }[] = []
  const fetch = (core: Hypercore) => {
    if (!app.isWritable) downloads.push(core.download({ start: 0, end: -1 }))
  }
  for (const core of cores()) fetch(core)
  const onblobs = ({ core }: { core: Hypercore }) => fetch(core)
  drive.on('blobs', onblobs)
  let closing: Promise<void> | null = null
  const close = async () => {
    drive.off('blobs', onblobs)
    for (const download of downloads) download.destroy()
    await topic.leave()
    await app.close()
  }
  return {
    key,
    id,
    link: formatLink({ key }),
    source: sourceOf(app, cores),
    status() {
      const all = cores()
      const sum = (of: (core: Hypercore) => number) => all.reduce((total, core) => total + of(core), 0)
      const peers = drive.core.peers.length
      return { peers, blocks: sum(({ length }) => length), heldBlocks: sum((core) => core.contiguousLength) }
    },
    flushed: () => topic.flushed(),
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  }
}

function sourceOf({ key, drive }: AppDrive, cores: () => Hypercore[]): KeepSource {
  return {
    // Who looks for the app looks for its drive's core, so a seeder announces that one.
    referrer: key,
    async cores() {
      if (drive.writable) await drive.getBlobs()
      return cores().flatMap(({ key: core, length }) => (core === null ? [] : [{ key: core, length }]))
    },
    onChange(listener) {
      const watched = new Set<Hypercore>()
      const watch = (core: Hypercore) => {
        watched.add(core)
        core.on('append', listener)
      }
      for (const core of cores()) watch(core)
      const onblobs = ({ core }: { core: Hypercore }) => {
        watch(core)
        listener()
      }
      drive.on('blobs', onblobs)
      return () => {
        drive.off('blobs', onblobs)
        for (const core of watched) core.off('append', listener)
      }
    },
  }
}
