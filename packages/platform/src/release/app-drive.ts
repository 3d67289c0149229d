/** The drive of an app: a Hyperdrive in the peer's own store, shared with whatever else opens it. */
import { randomBytes } from 'node:crypto'
import type { Peer } from '@comice/core'
import { createDriveKey, type DriveHandle, openSharedDrive } from '@comice/drives/parts'
import { KEY_BYTES } from '@comice/protocol'
import { PlatformErrors } from '../errors.ts'

/** A handle on the drive of an app. The drive closes with its last handle. */
export type AppDrive = DriveHandle

/**
 * Opens the app with this key, of anybody. What is not here is not waited for: an app that was never fetched opens
 * empty.
 */
export async function openAppDrive(peer: Peer, key: Uint8Array): Promise<AppDrive> {
  if (key.byteLength !== KEY_BYTES) throw PlatformErrors.APP_KEY_INVALID({ bytes: key.byteLength })
  return openSharedDrive(peer, { key })
}

/**
 * Makes a new app of our own, with a key that nobody had before; with a `name`, the app of that name in this profile,
 * which is the same every time. From then on the key opens it too, writable.
 */
export async function createAppDrive(peer: Peer, name?: string): Promise<AppDrive> {
  const label = name ?? randomBytes(KEY_BYTES).toString('hex')
  const namespace = `comice app ${name === undefined ? 'new' : 'named'} ${label}`
  return openAppDrive(peer, await createDriveKey(peer, namespace))
}
