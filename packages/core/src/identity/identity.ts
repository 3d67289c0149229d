/**
 * Who this peer is. A 24-word phrase gives the *identity* key; each device has a key of its own, attested by the
 * identity through keet-identity-key's proof chain. The identity's secret key is only derived to attest a device or
 * to show the phrase; everyday work needs the device key alone.
 */
import b4a from 'b4a'
import crypto from 'hypercore-crypto'
import IdentityKey from 'keet-identity-key'
import { MAX_ATTESTATION_BYTES } from '../constants.ts'
import { CoreErrors } from '../errors.ts'

/** An ed25519 key pair: 32-byte public key, 64-byte secret key, as sodium lays them out. */
export interface KeyPair {
  publicKey: Uint8Array
  secretKey: Uint8Array
}

/** The part of a profile's secrets that an identity needs; `@comice/storage`'s `Secrets` fits. */
export interface SecretStore {
  get(name: string): Promise<Uint8Array | null>
  set(name: string, value: Uint8Array): Promise<void>
}

/** This device: its key pair is also the Noise static key of every connection. */
export interface Device {
  readonly publicKey: Uint8Array
  readonly keyPair: KeyPair
  /** keet-identity-key proof that the identity vouches for `publicKey`. */
  readonly attestation: Uint8Array
}

/** An identity with the one device that runs here. */
export interface Identity {
  /** 32-byte ed25519 public key of the identity, shared by all its devices. */
  readonly publicKey: Uint8Array
  readonly device: Device
  /** The 24 words. Whoever has them is this identity. @throws PHRASE_ELSEWHERE on a device that another one linked */
  phrase(): Promise<string>
  /** Signs with the device key. Returns 64 bytes. */
  sign(message: Uint8Array): Uint8Array
}

/** Names of the secrets that an identity consists of. */
export const IDENTITY_SECRETS = {
  phrase: 'identity-phrase',
  device: 'device-seed',
  attestation: 'device-attestation',
  /** Is there when the phrase came from outside: a home of its devices may be somewhere already. */
  origin: 'identity-origin',
  /** The keys of that home, a home-keys record. */
  home: 'home-keys',
} as const

/**
 * Opens the identity kept in `secrets`, creating phrase, device key and attestation on first use.
 * The phrase is written last but one and the attestation last, so a crash in between is finished by the next call.
 *
 * @throws IDENTITY_DAMAGED when the stored attestation does not vouch for the stored device key.
 */
export async function openIdentity(secrets: SecretStore): Promise<Identity> {
  const seed = await getOrCreate(secrets, IDENTITY_SECRETS.device, () => crypto.randomBytes(32))
  const keyPair = crypto.keyPair(seed)
  const attestation =
    (await secrets.get(IDENTITY_SECRETS.attestation)) ?? (await attestNew(secrets, keyPair.publicKey))
  const attested = verifyDevice(attestation, keyPair.publicKey)
  if (attested === null) throw CoreErrors.IDENTITY_DAMAGED({})

  return {
    publicKey: attested.identityKey,
    device: { publicKey: keyPair.publicKey, keyPair, attestation },
    phrase: async () => {
      const phrase = await secrets.get(IDENTITY_SECRETS.phrase)
      if (phrase === null) throw CoreErrors.PHRASE_ELSEWHERE({})
      return b4a.toString(phrase)
    },
    sign: (message) => crypto.sign(message, keyPair.secretKey),
  }
}

/**
 * A device's seed alone is none: a crash left it, before anybody vouched for it.
 *
 * @throws IDENTITY_EXISTS
 */
export async function assertNoIdentity(secrets: SecretStore): Promise<void> {
  for (const name of [IDENTITY_SECRETS.phrase, IDENTITY_SECRETS.attestation])
    if ((await secrets.get(name)) !== null) throw CoreErrors.IDENTITY_EXISTS({})
}

async function attestNew(secrets: SecretStore, devicePublicKey: Uint8Array): Promise<Uint8Array> {
  const phrase = await getOrCreate(secrets, IDENTITY_SECRETS.phrase, () =>
    b4a.from(IdentityKey.generateMnemonic()),
  )
  const attestation = await IdentityKey.bootstrap({ mnemonic: b4a.toString(phrase) }, devicePublicKey)
  await secrets.set(IDENTITY_SECRETS.attestation, attestation)
  return attestation
}

/** The proof that the identity of this device vouches for another one, by way of this one. */
export function attestDevice({ device }: Identity, otherPublicKey: Uint8Array): Uint8Array {
  return IdentityKey.attestDevice(b4a.from(otherPublicKey), device.keyPair, b4a.from(device.attestation))
}

async function getOrCreate(
  secrets: SecretStore,
  name: string,
  create: () => Uint8Array | Promise<Uint8Array>,
): Promise<Uint8Array> {
  const existing = await secrets.get(name)
  if (existing !== null) return existing
  const created = await create()
  await secrets.set(name, created)
  return created
}

/**
 * Which identity vouches for this device, or null when the proof is malformed, too large or for another device.
 * Total: any bytes a peer may send are fine.
 */
export function verifyDevice(
  attestation: Uint8Array,
  devicePublicKey: Uint8Array,
): { identityKey: Uint8Array } | null {
  if (attestation.byteLength > MAX_ATTESTATION_BYTES) return null
  try {
    const proof = IdentityKey.verify(b4a.from(attestation), null, {
      expectedDevice: b4a.from(devicePublicKey),
    })
    if (proof === null) return null
    return { identityKey: proof.identityPublicKey }
  } catch {
    // keet-identity-key decodes before it checks: bytes that are no proof throw from compact-encoding.
    return null
  }
}

/** Checks a signature made by {@link Identity.sign}; total for inputs of any length. */
export function verifySignature(
  message: Uint8Array,
  signature: Uint8Array,
  devicePublicKey: Uint8Array,
): boolean {
  if (signature.byteLength !== 64 || devicePublicKey.byteLength !== 32) return false
  return crypto.verify(message, signature, devicePublicKey)
}
