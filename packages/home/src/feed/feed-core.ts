/**
 * The cores of a home. Nobody has to be told their keys: each follows from the home key and from who writes it.
 *
 * | core | manifest: one signer | in it |
 * |---|---|---|
 * | feed of a device | the device's key, namespace BLAKE2b-256 of `comice/home feed/1`, NUL and the home key | home-blocks |
 * | anchor n | the home key, namespace BLAKE2b-256 of `comice/home anchor/1`, NUL and n as 4 bytes, big-endian | one home-block: a device |
 *
 * Blocks are encrypted by Hypercore with the outer key, so that who keeps the cores reads nothing.
 */
import type { KeyPair } from '@comice/core'
import b4a from 'b4a'
import Hypercore from 'hypercore'
import crypto from 'hypercore-crypto'

const FEED_LABEL = b4a.from('comice/home feed/1\0')
const ANCHOR_LABEL = b4a.from('comice/home anchor/1\0')

export interface CorePlace {
  readonly key: Uint8Array
  readonly manifest: Hypercore.ManifestInput
}

export function feedPlace(homeKey: Uint8Array, deviceKey: Uint8Array): CorePlace {
  return placeOf(deviceKey, crypto.hash([FEED_LABEL, b4a.from(homeKey)]))
}

/** @param generation 0: the first device's; more by one for each time that a phrase got the home back */
export function anchorPlace(homeKey: Uint8Array, generation: number): CorePlace {
  const number = b4a.alloc(4)
  b4a.writeUInt32BE(number, generation, 0)
  return placeOf(homeKey, crypto.hash([ANCHOR_LABEL, number]))
}

/** Where devices and keepers of a home meet. Only who knows the home key can tell. */
export function homeTopic(homeKey: Uint8Array): Uint8Array {
  return crypto.discoveryKey(b4a.from(anchorPlace(homeKey, 0).key))
}

function placeOf(publicKey: Uint8Array, namespace: Uint8Array): CorePlace {
  const manifest = { version: 1, signers: [{ publicKey: b4a.from(publicKey), namespace }] }
  return { key: Hypercore.key(manifest), manifest }
}

/** What a core of a home is opened with; with a key pair it is ours to write. */
export function coreOptions({ manifest }: CorePlace, outerKey: Uint8Array, keyPair?: KeyPair) {
  const pair = keyPair && { publicKey: b4a.from(keyPair.publicKey), secretKey: b4a.from(keyPair.secretKey) }
  return { manifest, encryption: { key: b4a.from(outerKey) }, ...(pair && { keyPair: pair }) }
}
