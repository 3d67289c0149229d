/** The drives of a profile: made, added by link, named, seeded, removed. */
import { clearBlocks, type Peer } from '@comice/core'
import { type DriveEntry, encodeKey } from '@comice/protocol'
import type Hypercore from 'hypercore'
import Hyperdrive from 'hyperdrive'
import { createDrive, type CreatedDrive } from '../drive/create-drive.ts'
import { openSharedDrive } from '../drive/shared-drive.ts'
import { beeOf } from '../drive/side-keys.ts'
import { DriveErrors } from '../errors.ts'
import { formatDriveLink, parseDriveLink } from '../place/drive-link.ts'
import { noteVersion } from '../versions/version-note.ts'
import type { DriveRecords } from './drive-records.ts'
import type { Seeds, SeedStatus } from './seeding.ts'

export interface DriveInfo {
  readonly name: string
  /** 32 bytes. */
  readonly key: Uint8Array
  /** The key as z-base-32. */
  readonly id: string
  /** Without the read key. */
  readonly link: string
  readonly isEncrypted: boolean
  /** Whether this profile made it, and may write it. */
  readonly isOurs: boolean
  /** Kept for others without being read. */
  readonly isBlind: boolean
  readonly isSeeded: boolean
  readonly createdAt: number
  /** What is known here: blocks of its tree. */
  readonly version: number
  /** Bytes of both cores that its writer has signed and this profile knows of. */
  readonly bytes: number
  /** While it is seeded. */
  readonly seed: SeedStatus | null
}

export interface CreateDriveOptions {
  /** Default: `drive`, with a number behind it when that is taken. */
  readonly name?: string
  /** Default false. */
  readonly isEncrypted?: boolean
}

export interface AddDriveOptions {
  readonly link: string
  readonly name?: string
  /** Keep it for others without reading it: for an encrypted drive whose key is not here. Default false. */
  readonly isBlind?: boolean
}

export interface LinkOptions {
  /** With what lets its holder read an encrypted drive. Default false. */
  readonly readKey?: boolean
  /** Names this version, and with it its history. */
  readonly version?: number
  readonly path?: string
}

/** Named drives of a profile. Names are {@link DriveInfo.name}. */
export interface Registry {
  /** @throws DRIVE_NAME_INVALID, DRIVE_NAME_TAKEN */
  create(options?: CreateDriveOptions): Promise<DriveInfo>
  /** Gives a drive of others a name here. Nothing is fetched. @throws as create, and what parseDriveLink throws */
  add(options: AddDriveOptions): Promise<DriveInfo>
  list(): Promise<DriveInfo[]>
  /** @throws DRIVE_NOT_FOUND */
  info(name: string): Promise<DriveInfo>
  /** @throws DRIVE_NOT_FOUND, DRIVE_NAME_INVALID, DRIVE_NAME_TAKEN */
  rename(name: string, to: string): Promise<DriveInfo>
  /** @throws DRIVE_NOT_FOUND, DRIVE_LOCKED when it asks for a read key that is not here */
  link(name: string, options?: LinkOptions): Promise<string>
  /** Announces the drive now and whenever this profile runs. Resolves when it is announced. @throws DRIVE_NOT_FOUND */
  seed(name: string): Promise<DriveInfo>
  /** @throws DRIVE_NOT_FOUND */
  unseed(name: string): Promise<DriveInfo>
  /** Forgets the name; what is on the disk stays, and a drive of ours can be added again by its link. @throws DRIVE_NOT_FOUND */
  remove(name: string): Promise<void>
  /**
   * Forgets the drive and deletes its entries and contents from this disk; only hashes stay. One of ours is gone for good,
   * unless others have it. @throws DRIVE_NOT_FOUND
   */
  purge(name: string): Promise<void>
}

export function createRegistry(peer: Peer, records: DriveRecords, seeds: Seeds): Registry {
  const infoOf = (entry: DriveEntry) => describeDrive(peer, entry, seeds)
  const change = async (entry: DriveEntry): Promise<DriveInfo> => {
    await records.put(entry)
    return infoOf(entry)
  }
  const remove = async (name: string): Promise<DriveEntry> => {
    const entry = await records.byName(name)
    await seeds.stop(entry.key)
    await records.remove(entry.key)
    return entry
  }
  return {
    async create({ name, isEncrypted = false } = {}) {
      const free = name ?? (await records.freeName('drive'))
      const created = await createDrive(peer, { isEncrypted })
      await writeFirstVersion(peer, created)
      return change({
        ...created,
        name: free,
        isOurs: true,
        isBlind: false,
        isSeeded: false,
        createdAt: peer.now(),
      })
    },
    add: async (options) => change(await entryOf(options, { peer, records })),
    async list() {
      return Promise.all((await records.list()).map(infoOf))
    },
    info: async (name) => infoOf(await records.byName(name)),
    rename: async (name, to) => change({ ...(await records.byName(name)), name: to }),
    link: async (name, options) => linkOf(peer, await records.byName(name), options),
    async seed(name) {
      const entry = await records.byName(name)
      const seed = await seeds.start(entry.key)
      await seed.flushed()
      return change({ ...entry, isSeeded: true })
    },
    async unseed(name) {
      const entry = await records.byName(name)
      await seeds.stop(entry.key)
      return change({ ...entry, isSeeded: false })
    },
    async remove(name) {
      await remove(name)
    },
    purge: async (name) => purgeDrive(peer, await remove(name)),
  }
}

/** What a link is known as here: as before, or under a name of its own. */
async function entryOf(
  { link, name, isBlind = false }: AddDriveOptions,
  { peer, records }: { peer: Peer; records: DriveRecords },
): Promise<DriveEntry> {
  const { key, encryptionKey } = parseDriveLink(link)
  const known = await records.byKey(key)
  const base = known ?? {
    key,
    name: await records.freeName(`drive-${encodeKey(key).slice(0, 8)}`),
    encryptionKey: null,
    isOurs: await isWritable(peer, key),
    isSeeded: false,
    createdAt: peer.now(),
  }
  return { ...base, name: name ?? base.name, encryptionKey: encryptionKey ?? base.encryptionKey, isBlind }
}

/** An empty drive is one that others can read: without a first block it could not be told from one that nobody has. */
async function writeFirstVersion(peer: Peer, drive: CreatedDrive): Promise<void> {
  await using handle = await openSharedDrive(peer, drive)
  const batch = beeOf(handle.drive).batch({ update: false })
  await noteVersion(batch, { at: peer.now(), counts: { added: 0, changed: 0, removed: 0 } })
  await batch.flush()
}

/** Seeds what was seeded when the profile ran last. */
export async function resumeSeeds(records: DriveRecords, seeds: Seeds): Promise<void> {
  for (const { key, isSeeded } of await records.list()) if (isSeeded) await seeds.start(key)
}

async function describeDrive(peer: Peer, entry: DriveEntry, seeds: Seeds): Promise<DriveInfo> {
  const { key, encryptionKey, isBlind } = entry
  const sizes = await sizesOf(peer, key)
  return {
    name: entry.name,
    key,
    id: encodeKey(key),
    link: formatDriveLink({ key }),
    isEncrypted: encryptionKey !== null || isBlind,
    isOurs: entry.isOurs,
    isBlind,
    isSeeded: entry.isSeeded,
    createdAt: entry.createdAt,
    ...sizes,
    seed: await seeds.status(key),
  }
}

/** Both cores of a drive, as far as they are known, without opening the drive. */
async function coresOf(
  peer: Peer,
  key: Uint8Array,
): Promise<{ cores: Hypercore[]; close: () => Promise<void> }> {
  const core = peer.store.get({ key: Buffer.from(key), active: false })
  await core.ready()
  const cores = [core]
  const contents = core.manifest === null ? null : Hyperdrive.getContentKey(core.manifest, key)
  if (contents !== null) {
    const blobs = peer.store.get({ key: Buffer.from(contents), active: false })
    await blobs.ready()
    cores.push(blobs)
  }
  return { cores, close: async () => void (await Promise.all(cores.map((one) => one.close()))) }
}

async function sizesOf(peer: Peer, key: Uint8Array): Promise<{ version: number; bytes: number }> {
  const { cores, close } = await coresOf(peer, key)
  const version = Math.max(1, cores[0]?.length ?? 0)
  const bytes = cores.reduce((sum, { byteLength }) => sum + byteLength, 0)
  await close()
  return { version, bytes }
}

async function isWritable(peer: Peer, key: Uint8Array): Promise<boolean> {
  const { cores, close } = await coresOf(peer, key)
  const isOurs = cores[0]?.writable === true
  await close()
  return isOurs
}

/** Hypercore 11.37's own `purge` calls what it does not have; what stays of a cleared core are its hashes. */
async function purgeDrive(peer: Peer, { key }: DriveEntry): Promise<void> {
  const { cores, close } = await coresOf(peer, key)
  for (const core of cores) await clearBlocks(core, 0, core.length)
  await close()
}

async function linkOf(peer: Peer, entry: DriveEntry, options: LinkOptions = {}): Promise<string> {
  const { key, encryptionKey, name } = entry
  const { readKey = false, version, path } = options
  if (readKey && encryptionKey === null) throw DriveErrors.DRIVE_LOCKED({ drive: name })
  const parts = {
    key,
    ...(path === undefined ? {} : { path }),
    ...(readKey ? { encryptionKey } : {}),
    ...(version === undefined ? {} : { version }),
  }
  if (version === undefined || readKey) return formatDriveLink(parts)
  await using handle = await openSharedDrive(peer, entry)
  const core = handle.drive.core as Hypercore
  if (version < 1 || version > core.length)
    throw DriveErrors.DRIVE_VERSION_UNKNOWN({ version, newest: core.length })
  return formatDriveLink({ ...parts, fork: core.fork, treeHash: await core.treeHash(version) })
}
