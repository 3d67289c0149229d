/**
 * The proof that a device of a person writes a certain core: what a joiner shows, and what every member checks.
 *
 * A device record's `attestation` holds, in this package's encoding:
 *
 *     writerPublicKey:fixed32  writerSignature:fixed64  proof:buffer
 *
 * | link | proven by |
 * |---|---|
 * | identity → device | `proof`, of keet-identity-key |
 * | device → core, for this invite | the record's `signature`, by the device key over deviceSignable() |
 * | core → device | `writerSignature`, by the core's own key over the same bytes; `writerPublicKey` gives the core's key |
 *
 * Without the last, a member could name somebody else's core: a view of another room, say, so that two rooms feed
 * each other for ever.
 */
import { type Identity, verifyDevice, verifySignature } from '@comice/core'
import {
  type Codec,
  decodeBounded,
  type DeviceRecord,
  deviceSignable,
  isEqualBytes,
  LIMITS,
} from '@comice/protocol'
import b4a from 'b4a'
import c from 'compact-encoding'
import Hypercore from 'hypercore'
import crypto, { type KeyPair } from 'hypercore-crypto'
import { RoomErrors } from '../errors.ts'

interface WriterAttestation {
  writerPublicKey: Uint8Array
  writerSignature: Uint8Array
  proof: Uint8Array
}

const writerAttestationCodec: Codec<WriterAttestation> = {
  preencode(state, { writerPublicKey, writerSignature, proof }) {
    c.fixed32.preencode(state, writerPublicKey)
    c.fixed64.preencode(state, writerSignature)
    c.buffer.preencode(state, proof)
  },
  encode(state, { writerPublicKey, writerSignature, proof }) {
    c.fixed32.encode(state, writerPublicKey)
    c.fixed64.encode(state, writerSignature)
    c.buffer.encode(state, proof)
  },
  decode: (state) => ({
    writerPublicKey: c.fixed32.decode(state),
    writerSignature: c.fixed64.decode(state),
    proof: c.buffer.decode(state) ?? b4a.alloc(0),
  }),
}

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
  const attestation = c.encode(writerAttestationCodec, {
    writerPublicKey: writer.keyPair.publicKey,
    writerSignature: crypto.sign(signable, writer.keyPair.secretKey),
    proof: identity.device.attestation,
  })
  return { ...claim, attestation, signature: identity.sign(signable) }
}

/** Whether a record holds in this context. Total and deterministic: `apply` relies on it. */
export function verifyDeviceRecord(record: DeviceRecord, context: Uint8Array): boolean {
  const attestation = decodeBounded(writerAttestationCodec, record.attestation, {
    maxBytes: LIMITS.MAX_ATTESTATION_BYTES,
    canonical: true,
  })
  if (!attestation.ok) return false
  const { writerPublicKey, writerSignature, proof } = attestation.value
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
