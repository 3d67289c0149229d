/**
 * Hyperdrive opens its core exclusively, so a second object for the same key would wait for the first to close, for
 * ever if both are in one program. So the drives of a peer are shared: opening one twice gives two handles on it.
 */
import type { Peer } from '@comice/core'
import { encodeKey, isEqualBytes } from '@comice/protocol'
import { getExactly } from '@comice/storage'
import type Hypercore from 'hypercore'
import Hyperdrive from 'hyperdrive'
import { DriveErrors } from '../errors.ts'
import { guardTree } from './tree-guard.ts'

/** A handle on a drive. The drive closes with its last handle. */
export interface DriveHandle extends AsyncDisposable {
  /** 32 bytes; what links name. */
  readonly key: Uint8Array
  /** The key as z-base-32. */
  readonly id: string
  readonly drive: Hyperdrive
  /** Whether this profile can write it. */
  readonly isWritable: boolean
  /**
   * Whether its writer was caught with two signed histories of it since the drive was opened. Hypercore closes the
   * core then; nothing more can be read through this handle. What is on the disk stays.
   */
  readonly isConflicted: boolean
  /** Idempotent. */
  close(): Promise<void>
}

export interface OpenDriveOptions {
  /** 32 bytes. */
  readonly key: Uint8Array
  /** Of an encrypted drive, 32 bytes. Default null. */
  readonly encryptionKey?: Uint8Array | null
}

interface SharedDrive {
  readonly drive: Hyperdrive
  readonly opening: Promise<void>
  handles: number
  isConflicted: boolean
  /** Set while it closes: its core is free for the next object after that. */
  closing: Promise<void> | null
}

const drivesByPeer = new WeakMap<Peer, Map<string, SharedDrive>>()

/**
 * Opens the drive with this key, of anybody. What is not here is not waited for: a drive that was never fetched opens
 * empty.
 *
 * @throws DRIVE_LOCKED when it is encrypted, and not with this key
 */
export async function openSharedDrive(peer: Peer, options: OpenDriveOptions): Promise<DriveHandle> {
  const { key, encryptionKey = null } = options
  const drives = drivesOf(peer)
  const id = encodeKey(key)
  for (;;) {
    const known = drives.get(id)
    if (known?.closing == null) break
    await known.closing
  }
  const shared = drives.get(id) ?? share(openDrive(peer, { key, encryptionKey }))
  if (!hasKey(shared.drive, encryptionKey)) throw DriveErrors.DRIVE_LOCKED({ drive: id })
  drives.set(id, shared)
  shared.handles++
  const handle = createHandle(shared, { key, id, release: () => release(drives, id, shared) })
  try {
    await shared.opening
    return handle
  } catch (error) {
    await handle.close()
    const { code } = error as NodeJS.ErrnoException
    // What does not decode is encrypted, as far as anybody without its key can tell.
    throw code === 'DECODING_ERROR' ? DriveErrors.DRIVE_LOCKED({ drive: id }, { cause: error }) : error
  }
}

function drivesOf(peer: Peer): Map<string, SharedDrive> {
  const known = drivesByPeer.get(peer)
  if (known !== undefined) return known
  const drives = new Map<string, SharedDrive>()
  drivesByPeer.set(peer, drives)
  peer.beforeClose(async () => {
    await Promise.all([...drives.values()].map(({ drive }) => drive.close()))
    drives.clear()
  })
  return drives
}

function hasKey({ encryptionKey }: Hyperdrive, wanted: Uint8Array | null): boolean {
  if (encryptionKey === null || wanted === null) return encryptionKey === wanted
  return isEqualBytes(encryptionKey, wanted)
}

/** Without Hyperbee's extension: with it, any peer could make us walk a tree that its writer has bent. */
function openDrive(peer: Peer, { key, encryptionKey }: Required<OpenDriveOptions>): Hyperdrive {
  const options = {
    extension: false,
    ...(encryptionKey === null ? {} : { encryptionKey: Buffer.from(encryptionKey) }),
  }
  const drive = new Hyperdrive(peer.store.session(), Buffer.from(key), options)
  getExactly(drive.db)
  return drive
}

function share(drive: Hyperdrive): SharedDrive {
  const shared: SharedDrive = {
    drive,
    opening: drive.ready().then(() => guardTree(drive)),
    handles: 0,
    isConflicted: false,
    closing: null,
  }
  const watch = (core: Hypercore) => {
    core.on('conflict', () => {
      shared.isConflicted = true
    })
  }
  watch(drive.core as Hypercore)
  drive.on('blobs', ({ core }) => watch(core))
  return shared
}

async function release(drives: Map<string, SharedDrive>, id: string, shared: SharedDrive): Promise<void> {
  shared.handles--
  if (shared.handles > 0) return
  shared.closing ??= shared.drive.close().finally(() => {
    if (drives.get(id) === shared) drives.delete(id)
  })
  await shared.closing
}

function createHandle(
  shared: SharedDrive,
  { key, id, release: give }: { key: Uint8Array; id: string; release: () => Promise<void> },
): DriveHandle {
  let closing: Promise<void> | null = null
  const close = () => (closing ??= give())
  return {
    key,
    id,
    drive: shared.drive,
    get isWritable() {
      return shared.drive.writable
    },
    get isConflicted() {
      return shared.isConflicted
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
