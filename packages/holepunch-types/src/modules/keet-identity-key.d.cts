/** `keet-identity-key` 3: an identity from 24 words, and proofs that a device or data belong to it. */
declare module 'keet-identity-key' {
  import type { KeyPair } from 'hypercore-crypto'

  /** An identity. */
  class IdentityKey {
    constructor(keyChain: IdentityKey.KeyChain)
    /** New BIP-39 words. */
    static generateMnemonic(): string
    /** 64 bytes of seed from the words. */
    static deriveSeed(mnemonic: string): Promise<Uint8Array> | Uint8Array
    /** The identity of the words, or of a 64-byte seed. @throws Error without either */
    static from(
      source: { mnemonic: string; seed?: undefined } | { seed: Uint8Array; mnemonic?: undefined },
    ): Promise<IdentityKey>
    /** A proof that the identity owns the 32-byte `device` key. */
    static bootstrap(source: IdentityKey.BootstrapSource, device: Uint8Array): Promise<Uint8Array>
    /** Extends the proof of `parent` (a device key pair, or the identity's without a proof) to another device. */
    static attestDevice(device: Uint8Array, parent: KeyPair, proof: Uint8Array): Uint8Array
    static attestDevice(device: Uint8Array, parent: KeyPair, proof?: null): Promise<Uint8Array>
    /** A proof that the owner of `keyPair` signed the data; with a device's proof, that its identity did. */
    static attestData(data: Uint8Array, keyPair: KeyPair, proof?: Uint8Array | null): Uint8Array
    /**
     * Checks a proof. Null when it is not valid or not what was expected.
     * @throws Error when the proof does not decode: guard the call when it comes from a peer
     */
    static verify(
      proof: Uint8Array,
      attestedData?: Uint8Array | null,
      options?: IdentityKey.VerifyOptions,
    ): IdentityKey.Verified | null

    /** What all keys derive from. */
    readonly keyChain: IdentityKey.KeyChain
    /** Signs for the identity. */
    readonly identityKeyPair: KeyPair
    /** Announces the profile. */
    readonly profileDiscoveryKeyPair: KeyPair
    /** 32 bytes. */
    get identityPublicKey(): Uint8Array
    /** 32 bytes. */
    get profileDiscoveryPublicKey(): Uint8Array
    /** 32 bytes, derived for this identity. */
    getProfileDiscoveryEncryptionKey(): Uint8Array
    /** 32 bytes, derived for this identity and a profile key. */
    getEncryptionKey(profileKey: Uint8Array): Uint8Array
    /** As the static, for this identity. */
    bootstrap(device: Uint8Array): Promise<Uint8Array>
    /** Overwrites the secrets in memory. */
    clear(): void
  }

  namespace IdentityKey {
    type BootstrapSource = { identity: KeyPair } | { seed: Uint8Array } | { mnemonic: string }

    /** What a proof must say. */
    interface VerifyOptions {
      /** 32 bytes. */
      expectedIdentity?: Uint8Array | null
      /** 32 bytes. */
      expectedDevice?: Uint8Array | null
      /** Of an earlier verification: refuse older proofs. */
      receipt?: Uint8Array | null
    }

    /** What a proof says. */
    interface Verified {
      /** Store it, to refuse older proofs. */
      receipt: Uint8Array
      /** 32 bytes. */
      identityPublicKey: Uint8Array
      /** 32 bytes: the last of the chain. */
      devicePublicKey: Uint8Array
    }

    /** Derives keys from a seed. */
    interface KeyChain {
      /** 64 bytes. */
      readonly seed: Uint8Array
      /** Always true. */
      get isKeychain(): true
      /** 32 bytes. */
      readonly publicKey: Uint8Array
      /** 64 bytes. */
      readonly secretKey: Uint8Array
      /** The key pair of a path. */
      get(path: readonly number[]): KeyPair
      /** The key pair of a path. */
      derive(path: readonly number[]): KeyPair
      /** The 32-byte key of a path. */
      getSymmetricKey(path: readonly string[]): Uint8Array
      /** 64 bytes. */
      sign(signable: Uint8Array): Uint8Array
      /** Overwrites the secrets in memory. */
      clear(): void
    }
  }

  export = IdentityKey
}
