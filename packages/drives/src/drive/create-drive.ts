import { randomBytes } from 'node:crypto'
import type { Peer } from '@comice/core'
import { KEY_BYTES } from '@comice/protocol'

/** What names a new drive of our own. */
export interface CreatedDrive {
  readonly key: Uint8Array
  readonly encryptionKey: Uint8Array | null
}

/** Makes a new drive of our own, with a key that nobody had before. */
export async function createDrive(peer: Peer, { isEncrypted = false } = {}): Promise<CreatedDrive> {
  const key = await createDriveKey(peer, `comice drive ${randomBytes(KEY_BYTES).toString('hex')}`)
  return { key, encryptionKey: isEncrypted ? randomBytes(KEY_BYTES) : null }
}

/**
 * The key of the drive that a namespace of the peer's store has: the same every time. From then on the key opens it,
 * writable: the store keeps the key pair with the core.
 */
export async function createDriveKey(peer: Peer, namespace: string): Promise<Uint8Array> {
  const store = peer.store.namespace(namespace)
  // The core that Hyperdrive would make in this namespace (pinned by a test), without its lock.
  const core = store.get({ name: 'db', active: false })
  try {
    await core.ready()
    return core.key as Uint8Array
  } finally {
    await core.close()
    await store.close()
  }
}
