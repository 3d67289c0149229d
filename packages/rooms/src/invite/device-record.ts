/**
 * The proof that a device of a person writes a certain core: what a joiner shows, and what every member checks.
 *
 * | link | proven by |
 * |---|---|
 * | identity → device | `attestation.proof`, of keet-identity-key |
 * | device → core, for this invite | `signature`, by the device key over deviceSignable() |
 * | core → device | `attestation.writerSignature`, by the core's own key over the same bytes; `writerPublicKey` gives the core's key |
 *
 * Without the last, a member could name somebody else's core: a view of another room, say, so that two rooms feed
 * each other for ever.
 */
import { type Identity, verifyDevice, verifySignature } from '@comice/core'
import { type DeviceRecord, deviceSignable, isEqualBytes } from '@comice/protocol'
import b4a from 'b4a'
import Hypercore from 'hypercore'
import crypto, { type KeyPair } from 'hypercore-crypto'
import { RoomErrors } from '../errors.ts'

/** A core of our own: its key, and the key pair that signs it. */
export interface WriterCoreKeys {
  readonly key: Uint8Array
  readonly keyPair: KeyPair
}

/** The keys of a core that this store can write. */
export function writerKeysOf({ key, keyPair }: Pick<Hypercore<unknown>, 'key' | 'keyPair'>): WriterCoreKeys {
  const secretKey = keyPair?.secretKey
  if (key === null || !keyPair || !secretKey)
    throw RoomErrors.ROOM_FAILED({ reason: 'its core is not open, or not ours' })
  return { key, keyPair: { publicKey: keyPair.publicKey, secretKey } }
}

export interface DeviceClaimOptions {
  readonly writer: WriterCoreKeys
  readonly name: string
  /** The invite's id, or CREATOR_CONTEXT. */
  readonly context: Uint8Array
}

/** The record of this device for a room. @throws RECORD_INVALID */
export function createDeviceRecord(
  identity: Identity,
  { writer, name, context }: DeviceClaimOptions,
): DeviceRecord {
  const claim = {
    identityKey: identity.publicKey,
    deviceKey: identity.device.publicKey,
    writerKey: writer.key,
    name,
  }
  const signable = deviceSignable(claim, context)
  const attestation = {
    writerPublicKey: writer.keyPair.publicKey,
    writerSignature: crypto.sign(signable, writer.keyPair.secretKey),
    proof: identity.device.attestation,
  }
  return { ...claim, attestation, signature: identity.sign(signable) }
}

/** Whether a record holds in this context. Total and deterministic: `apply` relies on it. */
export function verifyDeviceRecord(record: DeviceRecord, context: Uint8Array): boolean {
  const { writerPublicKey, writerSignature, proof } = record.attestation
  if (!isEqualBytes(writerKeyOf(writerPublicKey), record.writerKey)) return false
  const signable = deviceSignable(record, context)
  if (!verifySignature(signable, writerSignature, writerPublicKey)) return false
  if (!verifySignature(signable, record.signature, record.deviceKey)) return false
  const attested = verifyDevice(proof, record.deviceKey)
  return attested !== null && isEqualBytes(attested.identityKey, record.identityKey)
}

/** The key of the core that one ed25519 key signs, as Corestore makes it for named cores (manifest version 1). */
function writerKeyOf(publicKey: Uint8Array): Uint8Array {
  return Hypercore.key({ version: 1, signers: [{ publicKey: b4a.from(publicKey) }] })
}
