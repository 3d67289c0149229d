/**
 * The drive of an app: a Hyperdrive in the peer's own store.
 *
 * Hyperdrive opens its core exclusively, so a second object for the same key would wait for the first to close, for
 * ever if both are in one program. So the drives of a peer are shared: opening one twice gives two handles on it.
 */
import { randomBytes } from 'node:crypto'
import type { Peer } from '@comice/core'
import { encodeKey, KEY_BYTES } from '@comice/protocol'
import type Hypercore from 'hypercore'
import Hyperdrive from 'hyperdrive'
import { PlatformErrors } from '../errors.ts'
import { guardTree } from './tree-guard.ts'

/** A handle on the drive of an app. The drive closes with its last handle. */
export interface AppDrive extends AsyncDisposable {
  /** 32 bytes; what links name. */
  readonly key: Uint8Array
  /** The key as z-base-32. */
  readonly id: string
  readonly drive: Hyperdrive
  /** Whether this profile can write it: then it is an app of our own. */
  readonly isWritable: boolean
  /**
   * Whether its author was caught with two signed histories of it since the drive was opened. Hypercore closes the
   * core then; nothing more can be read through this handle. What is on the disk stays.
   */
  readonly isConflicted: boolean
  /** Idempotent. */
  close(): Promise<void>
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
 * Opens the app with this key, of anybody. What is not here is not waited for: an app that was never fetched opens
 * empty.
 */
export async function openAppDrive(peer: Peer, key: Uint8Array): Promise<AppDrive> {
  if (key.byteLength !== KEY_BYTES) throw PlatformErrors.APP_KEY_INVALID({ bytes: key.byteLength })
  const drives = drivesOf(peer)
  const id = encodeKey(key)
  for (;;) {
    const known = drives.get(id)
    if (known?.closing == null) break
    await known.closing
  }
  const shared = drives.get(id) ?? share(openDrive(peer, key))
  drives.set(id, shared)
  shared.handles++
  const handle = createHandle(shared, { key, id, release: () => release(drives, id, shared) })
  try {
    await shared.opening
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

/**
 * Makes a new app of our own, with a key that nobody had before; with a `name`, the app of that name in this profile,
 * which is the same every time. From then on the key opens it too, writable.
 */
export async function createAppDrive(peer: Peer, name?: string): Promise<AppDrive> {
  const label = name ?? randomBytes(KEY_BYTES).toString('hex')
  const store = peer.store.namespace(`comice app ${name === undefined ? 'new' : 'named'} ${label}`)
  // The core that Hyperdrive would make in this namespace (pinned by a test), without its lock. The store keeps the
  // key pair with the core, so that it can be written when it is opened by its key.
  const core = store.get({ name: 'db', active: false })
  try {
    await core.ready()
    return await openAppDrive(peer, core.key as Uint8Array)
  } finally {
    await core.close()
    await store.close()
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

/** Without Hyperbee's extension: with it, any peer could make us walk a tree that its author has bent. */
function openDrive(peer: Peer, key: Uint8Array): Hyperdrive {
  return new Hyperdrive(peer.store.session(), Buffer.from(key), { extension: false })
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
): AppDrive {
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
