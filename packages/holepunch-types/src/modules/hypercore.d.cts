/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `hypercore` 11: a signed, append-only log that replicates in any order and verifies every block. */
declare module 'hypercore' {
  import { EventEmitter } from 'node:events'
  import type { Duplex, Readable, Writable } from 'streamx'
  import type { Encoder } from 'compact-encoding'
  import type { KeyPair, TreeNode } from 'hypercore-crypto'
  import type codecs = require('codecs')
  import type CoreStorage = require('hypercore-storage')
  import type NoiseSecretStream = require('@hyperswarm/secret-stream')
  import type Protomux = require('protomux')

  /**
   * A session on a core whose blocks decode to `T`. Sessions are cheap and share the core; the core closes with the
   * last one. Everything that reads waits for `ready()` by itself.
   */
  interface Hypercore<T = Uint8Array> extends EventEmitter<Hypercore.Events> {
    /** z-base-32 of {@link key}; null until the core is known (see {@link ready}). */
    get id(): string | null
    /** 32 bytes that verify the core, and read it when it is not encrypted. Null until ready. */
    get key(): Uint8Array | null
    /** 32 bytes to announce the core under without giving the key away. Null until ready. */
    get discoveryKey(): Uint8Array | null
    /** Who signs this core. Null until ready, or until the first peer sent it. */
    get manifest(): Hypercore.Manifest | null
    /** The key pair that new blocks are signed with, if this session may write. */
    keyPair: Hypercore.WriterKeyPair | null
    /** Blocks. 0 until ready; fixed in a snapshot. */
    get length(): number
    /** Blocks that are signed. Differs from {@link length} in named sessions and Autobase views. */
    get signedLength(): number
    /** Bytes of all blocks, without encryption padding. @deprecated use `(await core.info()).byteLength` */
    get byteLength(): number
    /** Blocks present without a gap from the start. */
    get contiguousLength(): number
    /** The largest `contiguousLength` that a peer told us of. Kept on disk. */
    get remoteContiguousLength(): number
    /** How often the core was truncated. */
    get fork(): number
    /** Bytes that encryption adds to each block. */
    get padding(): number
    /** Connected peers that share this core. */
    get peers(): Hypercore.Peer[]
    /** Opening is done. */
    readonly opened: boolean
    /** Closing is done. */
    readonly closed: boolean
    /** Resolves when open. Set from the start. */
    opening: Promise<void>
    /** Set when closing began. */
    closing: Promise<void> | null
    /** It may be read. */
    readonly readable: boolean
    /** This session may append. Known once ready. */
    readonly writable: boolean
    /** No other exclusive session is open. */
    readonly exclusive: boolean
    /** Its length is fixed. */
    readonly snapshotted: boolean
    /** A weak session does not keep the core open. */
    readonly weak: boolean
    /** How values are encoded. */
    valueEncoding: Encoder<any, T> | null
    /** Encodes a whole `append` at once, instead of {@link valueEncoding}. */
    encodeBatch: ((batch: T[]) => Uint8Array[]) | null
    /** How blocks are encrypted, null for plain. */
    encryption: Hypercore.EncryptionProvider | null
    /** Default of the option of the same name of `get`. */
    wait: boolean
    /** Milliseconds, 0 for none. Default of the option of the same name of `get`. */
    timeout: number
    /** Called when a get has to wait for a peer. */
    onwait: ((index: number, core: Hypercore<T>) => void) | null
    /** Called for each get. */
    onseq: ((index: number, core: Hypercore<T>) => void) | null
    /** By name. */
    readonly extensions: Map<string, Hypercore.Extension<any>>
    /** Gets that had to wait for a peer. */
    readonly waits: number
    /** From the package `rache`: block caches shared between cores. Null without. */
    get globalCache(): unknown
    /** Not 0 while a damaged core is being repaired by its peers. */
    get recovering(): number
    /** All sessions of the core, this one among them. Null until opened. */
    sessions: Hypercore<any>[] | null
    /** The shared core below all sessions. Internal: shape not declared. */
    readonly core: any
    /** The state below this session. Internal: shape not declared. */
    readonly state: any

    /** Resolves when opened. @throws what the storage throws */
    ready(): Promise<void>
    /** Closes this session, and the core with its last one. Pending gets reject with `error` or REQUEST_CANCELLED. */
    close(options?: { error?: Error }): Promise<void>
    /** Another session on the core. @throws HypercoreError SESSION_CLOSED */
    session<U = T>(options?: Hypercore.SessionOptions<U>): Hypercore<U>
    /** A read-only session whose length stays as it is now. */
    snapshot<U = T>(options?: Hypercore.SessionOptions<U>): Hypercore<U>
    /** Appends the blocks of a named or atom session to the core. Null when they conflict. */
    commit(session: Hypercore<any>, options?: Hypercore.CommitOptions): Promise<Hypercore.AppendResult | null>

    /**
     * Appends one block or, atomically, several. An array is always several blocks.
     * Resolves when written; that is before the operating system put it on the disk.
     * @throws HypercoreError SESSION_NOT_WRITABLE, SESSION_CLOSED; BAD_ARGUMENT over 15 MiB a block
     */
    append(
      blocks: Hypercore.Appendable<T> | readonly Hypercore.Appendable<T>[],
      options?: Hypercore.AppendOptions,
    ): Promise<Hypercore.AppendResult>
    /**
     * A block, downloaded when it is not here. Waits for a peer without limit unless `timeout` or `wait: false` is
     * given. Null when it is not here and not waited for.
     * @throws HypercoreError REQUEST_TIMEOUT, REQUEST_CANCELLED, SESSION_CLOSED, DECODING_ERROR, SNAPSHOT_NOT_AVAILABLE
     */
    get(index: number, options: Hypercore.GetOptions & { wait: false }): Promise<T | null>
    get<const E extends codecs.Encoding>(
      index: number,
      options: Hypercore.GetOptions & { valueEncoding: E },
    ): Promise<codecs.Decoded<E>>
    get(index: number, options?: Hypercore.GetOptions): Promise<T>
    /** Whether the blocks `start` up to, without, `end` (default: one) are on this machine. */
    has(start: number, end?: number): Promise<boolean>
    /**
     * Asks peers for a longer core. Returns false at once when no peer is connected and none is being found: see
     * {@link findingPeers}. Always false on snapshots, and on writable cores without `force`.
     */
    update(options?: Hypercore.UpdateOptions): Promise<boolean>
    /** Until the returned function is called, `update` and `get` assume that peers are on their way. */
    findingPeers(): () => void
    /** Which block holds byte `offset`, and where in it. Null when unknown and not waited for. */
    seek(offset: number, options?: Hypercore.SeekOptions): Promise<[block: number, offset: number] | null>
    /** Downloads a range in the background. `await range.done()` waits. */
    download(range?: Hypercore.DownloadRange): Hypercore.Download
    /** @deprecated use `range.destroy()` */
    undownload(range: Hypercore.Download): void
    /** Deletes blocks of this machine; the core keeps its length. With `diff`, says how many were freed. */
    clear(start: number, end: number, options: { diff: true }): Promise<{ blocks: number }>
    clear(start: number, end?: number, options?: { diff?: boolean }): Promise<{ blocks: number } | null>
    /** Cuts the core to `length` blocks and raises the fork id. Peers that hold more will re-fetch. */
    truncate(newLength?: number, options?: number | Hypercore.TruncateOptions): Promise<void>
    /** Closes all sessions and deletes the core from the storage. */
    purge(): Promise<void>
    /** Resolves when a damaged core is repaired. */
    recover(): Promise<unknown>
    /** Compacts the storage of the core. */
    compact(): Promise<void>
    /** Length, size and keys in one object. */
    info(options?: { /** Count bytes on disk. Default false. */ storage?: boolean }): Promise<Hypercore.Info>

    /** The blocks, in order. */
    createReadStream(options?: Hypercore.ReadStreamOptions): Readable & AsyncIterable<T>
    /** Appends what is written to it. */
    createWriteStream(): Hypercore.WriteStream
    /** All bytes of the blocks as one stream. */
    createByteStream(options?: Hypercore.ByteStreamOptions): Readable & AsyncIterable<Uint8Array>

    /** Replicates this one core. Give `true` on one side and `false` on the other, or a connection or muxer. */
    replicate(isInitiator: boolean, options?: Hypercore.ReplicateOptions): Hypercore.ReplicationStream
    replicate<S extends NoiseSecretStream | Protomux>(connection: S, options?: Hypercore.ReplicateOptions): S
    /** A message of your own between peers of this core. @deprecated prefer a Protomux channel */
    registerExtension<M = Uint8Array>(
      name: string,
      handlers?: Hypercore.ExtensionHandlers<M>,
    ): Hypercore.Extension<M>

    /** Small values beside the core, on this machine only. */
    setUserData(key: string, value: Uint8Array | string | null): Promise<void>
    /** Reads what `setUserData` stored; null when there is nothing. */
    getUserData(key: string): Promise<Uint8Array | null>
    /** Encrypts this session, null for plain. */
    setEncryptionKey(
      key: Uint8Array | null,
      options?: { /** The key is a derived block key. */ block?: boolean },
    ): Promise<void>
    /** Encrypts this session by a provider, null for plain. */
    setEncryption(encryption: Hypercore.EncryptionProvider | null): Promise<void>
    /** Signs with this key pair from now on. */
    setKeyPair(keyPair: Hypercore.WriterKeyPair): void
    /** An inactive session does not, by itself, ask peers for the core. */
    setActive(active: boolean): void
    /** Keep the newest block downloaded. */
    setAlwaysLatestBlock(enabled: boolean): Promise<void>
    /** Puts the core into a group, see `store.notifyGroup`. */
    setGroup(topic: Uint8Array): Promise<void>
    /** Decoded, or with `raw` as bytes. Null until known. */
    getManifest(options?: { raw?: false }): Hypercore.Manifest | null
    getManifest(options: { raw: true }): Uint8Array | null

    /** The hash of the Merkle tree at `length` (default: now), 32 bytes. */
    treeHash(length?: number): Promise<Uint8Array>
    /** What a signature over the tree at `length` signs. */
    signable(length?: number, fork?: number): Promise<Uint8Array>
    /** How many tree nodes are missing to verify a block. */
    missingNodes(index: number): Promise<number>
    /** A proof that another core object can verify. */
    proof(options: Hypercore.ProofRequest): Promise<Hypercore.Proof>
    /** Takes blocks and nodes of a proof. False when it brought nothing. */
    applyProof(proof: Hypercore.Proof, from?: Hypercore.Peer | null): Promise<boolean>
    /** Checks a proof with an upgrade from block 0 by its signature alone, and takes nothing of it. @throws HypercoreError */
    verifyFullyRemote(proof: Hypercore.Proof): Promise<object>

    /** Remember which blocks are read or marked, to {@link sweep} the others. Ends with `sweep`. */
    startMarking(): Promise<void>
    /** Marks the blocks `start` up to, without, `end` (default: one). */
    markBlock(start: number, end?: number): Promise<unknown>
    /** Forgets all marks. */
    clearMarkings(): Promise<void>
    /** Clears every block that was not marked. */
    sweep(options?: { /** Clears in flight at once. Default 1000. */ batchSize?: number }): Promise<void>
  }

  /** Constructors and statics of {@link Hypercore}. `_Inferred` only tells the signatures apart; never pass it. */
  interface HypercoreConstructor {
    /**
     * @param storage a directory, or a storage from hypercore-storage
     * @param key opens the core of this key, else a new or the stored one
     */
    new (storage: Hypercore.Storage, key?: Hypercore.KeyLike | null): Hypercore
    new <const O extends Hypercore.Options<any>, _Inferred extends true>(
      storage: Hypercore.Storage,
      key: Hypercore.KeyLike | null | undefined,
      options: O,
    ): Hypercore<codecs.Decoded<O['valueEncoding']>>
    new <const O extends Hypercore.Options<any>, _Inferred extends true>(
      storage: Hypercore.Storage,
      options: O,
    ): Hypercore<codecs.Decoded<O['valueEncoding']>>
    new <T>(
      storage: Hypercore.Storage,
      key: Hypercore.KeyLike | null | undefined,
      options?: Hypercore.Options<T>,
    ): Hypercore<T>
    new <T>(storage: Hypercore.Storage, options?: Hypercore.Options<T>): Hypercore<T>
    /** What instances inherit; for `instanceof` and subclasses. */
    readonly prototype: Hypercore<any>

    /** Bytes: 15 MiB, the largest block that `append` takes. */
    readonly MAX_SUGGESTED_BLOCK_SIZE: number
    /** The provider that encryption keys use. */
    readonly DefaultEncryption: Hypercore.DefaultEncryptionConstructor
    /** Flag for {@link enable}. */
    readonly SMALL_WANTS: number
    /** Turns on protocol features for the whole process. */
    enable(flags: number): void
    /** The key of a core with this manifest, or with this one signing key. */
    key(
      manifest: Hypercore.ManifestInput | Uint8Array,
      options?: {
        /** Old cores: the signer's key is the core's. */ compat?: boolean
        version?: number
        namespace?: Uint8Array
      },
    ): Uint8Array
    /** The discovery key of a 32-byte key. */
    discoveryKey(key: Uint8Array): Uint8Array
    /** Fills in defaults. With a key, checks that the manifest hashes to it. @throws HypercoreError INVALID_CHECKSUM */
    parseManifest(manifest: Hypercore.ManifestInput | Uint8Array, key?: Uint8Array): Hypercore.Manifest | null
    /** The key that blocks of a core are encrypted with. */
    blockEncryptionKey(key: Uint8Array, encryptionKey: Uint8Array): Uint8Array
    /** The muxer of a replication stream. */
    getProtocolMuxer(stream: Hypercore.ReplicationStream): Protomux
    /** The encrypted, muxed stream that `replicate` works on. */
    createProtocolStream(
      isInitiator: boolean | NoiseSecretStream | Protomux,
      options?: Hypercore.ReplicateOptions & {
        /** A peer asks for a core nobody here replicates. */ ondiscoverykey?: (
          discoveryKey: Uint8Array,
        ) => unknown
      },
    ): Hypercore.ReplicationStream
    /** Opens a directory; returns a storage as it is. */
    defaultStorage(storage: Hypercore.Storage, options?: CoreStorage.Options): CoreStorage
  }

  namespace Hypercore {
    /** A directory, or a storage object. */
    type Storage = string | CoreStorage
    /** 32 bytes, or their z-base-32 or hex text. */
    type KeyLike = Uint8Array | string
    /** What may be appended where a `T` is read: always also the encoded bytes. */
    type Appendable<T> = codecs.Writable<T> | Uint8Array
    /** What `replicate(true)` gives: pipe it to the other side and back. */
    interface ReplicationStream extends Duplex {
      /** The encrypted stream inside. */
      readonly noiseStream: NoiseSecretStream
    }

    /** A stream to write to; other than in streamx's own declaration, `end` needs no last chunk. */
    interface WriteStream extends Writable {
      /** Ends it, after a last chunk. */
      end(data?: unknown): this
    }

    /** Signs a core. */
    interface WriterKeyPair {
      /** 32 bytes. */
      publicKey: Uint8Array
      /** Absent or null on a core that may only be read. */
      secretKey?: Uint8Array | null
    }

    /** What an append made. */
    interface AppendResult {
      /** Blocks after the append. */
      length: number
      /** Bytes after the append. */
      byteLength: number
    }

    /** Options of cores and sessions. */
    interface CommonOptions<T> {
      /** How blocks decode. Default `binary`. */
      valueEncoding?: codecs.Encoding<T> | null
      /** Encodes a whole append at once. */
      encodeBatch?: (batch: T[]) => Uint8Array[]
      /** 32-byte key, or how to encrypt. */
      encryption?: EncryptionOption | EncryptionProvider | null
      /** @deprecated use `encryption: { key }` */
      encryptionKey?: Uint8Array | null
      /** Sign with this key pair. */
      keyPair?: WriterKeyPair | null
      /** False makes a read-only session. */
      writable?: boolean
      /** Wait for other exclusive sessions to close. */
      exclusive?: boolean
      /** Wait for blocks that are not here. Default true. */
      wait?: boolean
      /** Milliseconds for each get. Default 0: no limit. */
      timeout?: number
      /** Called when a get has to wait for a peer. */
      onwait?: ((index: number, core: Hypercore<T>) => void) | null
      /** Called for each get. */
      onseq?: ((index: number, core: Hypercore<T>) => void) | null
      /** False: does not by itself make peers send this core. Default true. */
      active?: boolean
      /** Does not keep the core open. Default false. */
      weak?: boolean
      /** Stored beside the core, see `setUserData`. */
      userData?: Record<string, Uint8Array | string>
      /** Who signs a new core. */
      manifest?: ManifestInput | null
      /** 32 bytes: the topic of a group of cores. */
      group?: Uint8Array | null
    }

    /** Options of the constructor. */
    interface Options<T = Uint8Array> extends CommonOptions<T> {
      /** Where it is kept. */
      storage?: Storage
      /** Opens the core of this key. */
      key?: KeyLike | null
      /** Make a core when the storage has none. Default true. */
      createIfMissing?: boolean
      /** Throw the stored core away. Default false. */
      overwrite?: boolean
      /** Old cores, keyed by their signer. Default false. */
      compat?: boolean
      /** Open although the storage holds another core. */
      force?: boolean
      /** Follow the remote's length at once. Default true. */
      eagerUpgrade?: boolean
      /** Accept truncations from the remote. Default true. */
      allowFork?: boolean
      /** Accept blocks that were not asked for. Default false. */
      allowPush?: boolean
      /** Ask for nothing, take what is pushed. Default false. */
      pushOnly?: boolean
      /** Milliseconds to keep asking after the last download. Default 20 s. */
      notDownloadingLinger?: number
      /** Blocks in flight per peer: least and most. */
      inflightRange?: [min: number, max: number]
      /** Resolves to more options before opening. */
      preload?: Promise<Options<T>>
    }

    /** Options of a session. */
    interface SessionOptions<T = Uint8Array> extends CommonOptions<T> {
      /** A read-only session whose length stays. */
      snapshot?: boolean
      /** A named, separately stored branch of the core. */
      name?: string
      /** Blocks of the branch to start from; needs `name` or `atom`. */
      checkout?: number
      /** Start the branch anew. */
      overwrite?: boolean
      /** Writes become visible together, see hypercore-storage. */
      atom?: CoreStorage.Atom
    }

    /** A key to encrypt with. */
    interface EncryptionOption {
      /** 32 bytes. */
      key: Uint8Array
      /** The key is a derived block key, not the encryption key. */
      block?: boolean
    }

    /** Encrypts blocks in place. */
    interface EncryptionProvider {
      /** Bytes in front of each block. */
      padding(context: object, index: number): number
      /** In place; the padding is in front. */
      encrypt(index: number, block: Uint8Array, fork: number, context: object): void | Promise<void>
      /** In place. */
      decrypt(index: number, block: Uint8Array, context: object): void | Promise<void>
    }

    /** Libsodium's stream cipher for each block, under a key derived from the encryption key and the core's. */
    interface DefaultEncryption extends EncryptionProvider {
      /** An old core. */
      readonly compat: boolean
    }

    /** Makes the provider for a key. */
    interface DefaultEncryptionConstructor {
      new (
        encryptionKey: Uint8Array,
        coreKey: Uint8Array,
        options?: { block?: boolean; compat?: boolean },
      ): DefaultEncryption
      /** Bytes. */
      readonly PADDING: number
      /** The keys that blocks are encrypted with. */
      deriveKeys(
        encryptionKey: Uint8Array,
        coreKey: Uint8Array,
        options?: { block?: boolean; compat?: boolean },
      ): { block: Uint8Array; blinding: Uint8Array }
      /** The key that blocks are encrypted with. */
      blockEncryptionKey(coreKey: Uint8Array, encryptionKey: Uint8Array): Uint8Array
    }

    /** Options of `get`. */
    interface GetOptions {
      /** Overrides the session's. */
      wait?: boolean
      /** Milliseconds, 0 for no limit. */
      timeout?: number
      /** Overrides the session's. */
      valueEncoding?: codecs.Encoding
      /** False returns ciphertext. Default true. */
      decrypt?: boolean
      /** The stored bytes, neither decrypted nor decoded. Default false. */
      raw?: boolean
      /** Ask peers again even when a request is in flight. */
      force?: boolean
      /** Called when a block has to be waited for. */
      onwait?: (index: number, core: Hypercore<any>) => void
      /** Requests that can be cancelled together. Internal. */
      activeRequests?: unknown[]
    }

    /** Options of `update`. */
    interface UpdateOptions {
      /** Wait for what is not here. Default: as the session. */
      wait?: boolean
      /** Ask also on a writable core. */
      force?: boolean
      /** Requests that can be cancelled together. Internal. */
      activeRequests?: unknown[]
    }

    /** Options of `seek`. */
    interface SeekOptions {
      /** Wait for what is not here. Default: as the session. */
      wait?: boolean
      /** Milliseconds. */
      timeout?: number
      /** Requests that can be cancelled together. Internal. */
      activeRequests?: unknown[]
    }

    /** Options of `append`. */
    interface AppendOptions {
      /** The Ed25519 key pair that it signs or connects with. */
      keyPair?: KeyPair
      /** A signature that was made elsewhere. */
      signature?: Uint8Array
      /** Fail instead of growing beyond. */
      maxLength?: number
      /** Append although there is no key pair; needs a signature by other means. */
      writable?: boolean
      /** Runs in the write lock, after the blocks are stored and before peers hear of them. */
      postappend?: (() => unknown) | null
    }

    /** Options of `commit`. */
    interface CommitOptions {
      /** Blocks to commit. Default: all of the session. */
      length?: number
      /** Where the session branched off. */
      treeLength?: number
      /** The Ed25519 key pair that it signs or connects with. */
      keyPair?: KeyPair
      /** 64 bytes. */
      signature?: Uint8Array
    }

    /** Options of `truncate`. */
    interface TruncateOptions {
      /** Default: one more than now. */
      fork?: number
      /** The Ed25519 key pair that it signs or connects with. */
      keyPair?: KeyPair
      /** 64 bytes. */
      signature?: Uint8Array
    }

    /** What to download. */
    interface DownloadRange {
      /** First block. Default 0. */
      start?: number
      /** The block after the last; −1 for all there ever will be. Default −1. */
      end?: number
      /** These blocks instead of a range. */
      blocks?: number[] | Set<number>
      /** In order instead of at random. Default false. */
      linear?: boolean
      /** Requests that can be cancelled together. Internal. */
      activeRequests?: unknown[]
    }

    /** A download in the background. */
    interface Download {
      /** Who downloads. */
      readonly session: Hypercore<any>
      /** What is downloaded. */
      readonly range: DownloadRange | undefined
      /** It has begun. */
      readonly opened: boolean
      /** Resolves when it has begun. */
      opening: Promise<void>
      /** Resolves when it has begun. */
      ready(): Promise<void>
      /** Resolves when all is here, to false when it was destroyed first. */
      done(): Promise<boolean>
      /** @deprecated use {@link done} */
      downloaded(): Promise<boolean>
      /** Stops; what is here stays. */
      destroy(): void
    }

    /** Options of `createReadStream`. */
    interface ReadStreamOptions {
      /** First block. Default 0. */
      start?: number
      /** The block after the last. Default: the length at the start. */
      end?: number
      /** Go on with new blocks; never ends. Default false. */
      live?: boolean
      /** Stop at the length of the start. Default true unless `live`. */
      snapshot?: boolean
      /** Wait for what is not here. Default: as the session. */
      wait?: boolean
      /** Milliseconds for each block. */
      timeout?: number
    }

    /** Options of `createByteStream`. */
    interface ByteStreamOptions {
      /** Bytes. Default 0. */
      byteOffset?: number
      /** Bytes. Default: to the end. */
      byteLength?: number
      /** Blocks to fetch ahead. Default 32. */
      prefetch?: number
    }

    /** Options of `replicate`. */
    interface ReplicateOptions {
      /** Keep-alives every 5 s. Default true. */
      keepAlive?: boolean
      /** Use this connection. */
      stream?: NoiseSecretStream
      /** The Ed25519 key pair that it signs or connects with. */
      keyPair?: KeyPair
    }

    /** A core in numbers. */
    interface Info {
      /** Opens the core of this key. */
      key: Uint8Array
      /** 32 bytes: what the thing is announced under. */
      discoveryKey: Uint8Array
      /** Blocks. */
      length: number
      /** Blocks present without a gap from the start. */
      contiguousLength: number
      /** Bytes. */
      byteLength: number
      /** How often it was truncated. */
      fork: number
      /** Bytes that encryption adds to each block. */
      padding: number
      /** Bytes on disk. */
      storage: { oplog: number; tree: number; blocks: number; bitfield: number } | null
    }

    /** Someone who signs a core. */
    interface Signer {
      /** The algorithm. */
      signature: 'ed25519'
      /** 32 bytes. */
      namespace: Uint8Array
      /** 32 bytes. */
      publicKey: Uint8Array
    }

    /** The fixed start of a core. */
    interface Prologue {
      /** 32 bytes: the tree hash of the fixed start of the core. */
      hash: Uint8Array
      /** Blocks. */
      length: number
    }

    /** Who signs a core; its hash is the core's key. */
    interface Manifest {
      /** Version of the format. */
      version: number
      /** The algorithm. */
      hash: 'blake2b'
      /** Signers may sign different parts of one append. */
      allowPatch: boolean
      /** Signatures that an append needs. */
      quorum: number
      /** Who may sign. */
      signers: Signer[]
      /** A start that is fixed without signatures. */
      prologue: Prologue | null
      /** Keys of cores that belong to it. */
      linked: Uint8Array[] | null
      /** Anything, fixed with the core. */
      userData: Uint8Array | null
    }

    /** A manifest whose defaults are filled in. */
    interface ManifestInput {
      /** Default 0; Corestore uses 1. */
      version?: number
      /** Default `blake2b`. */
      hash?: 'blake2b'
      /** Default false. */
      allowPatch?: boolean
      /** Default: more than half of the signers. */
      quorum?: number
      /** Who may sign. Default: nobody. */
      signers?: { publicKey: Uint8Array; signature?: 'ed25519'; namespace?: Uint8Array }[]
      /** Default: none. */
      prologue?: Prologue | null
      /** Default: none. */
      linked?: Uint8Array[] | null
      /** Default: none. */
      userData?: Uint8Array | null
    }

    /** What a proof is to prove. */
    interface ProofRequest {
      /** A block. */
      block?: { index: number; nodes: number }
      /** A tree node. */
      hash?: { index: number; nodes: number }
      /** Where a byte is. */
      seek?: { bytes: number; padding?: number }
      /** A longer core. */
      upgrade?: { start: number; length: number }
    }

    /** What another core object can verify. */
    interface Proof {
      /** Of the core that made it. */
      fork: number
      /** Proves a block. */
      block: { index: number; value: Uint8Array | null; nodes: TreeNode[] } | null
      /** Proves a tree node. */
      hash: { index: number; nodes: TreeNode[] } | null
      /** Proves where a byte is. */
      seek: { bytes: number; nodes: TreeNode[] } | null
      /** Proves a longer core. */
      upgrade: {
        start: number
        length: number
        nodes: TreeNode[]
        additionalNodes: TreeNode[]
        signature: Uint8Array
      } | null
      /** Who signs the core. */
      manifest: Manifest | null
    }

    /** A remote that shares this core. */
    interface Peer {
      /** 32 bytes: who the other side is. */
      readonly remotePublicKey: Uint8Array
      /** The connection. */
      readonly stream: NoiseSecretStream
      /** Blocks that it has told us of. */
      readonly remoteLength: number
      /** Blocks that it has without a gap from the start. */
      readonly remoteContiguousLength: number
      /** How often its core was truncated. */
      readonly remoteFork: number
      /** It has opened the core. */
      readonly remoteOpened: boolean
      /** It gives blocks. */
      readonly remoteUploading: boolean
      /** It wants blocks. */
      readonly remoteDownloading: boolean
      /** Requests that we wait for. */
      readonly inflight: number
    }

    /** How an extension works. */
    interface ExtensionHandlers<M> {
      /** Default: bytes. */
      encoding?: codecs.Encoding<M>
      /** A peer sent a message. */
      onmessage?: (message: M, from: Peer) => void
    }

    /** Messages between the peers of a core. */
    interface Extension<M = Uint8Array> {
      /** Both sides use the same. */
      readonly name: string
      /** Whose it is. */
      readonly session: Hypercore<any>
      /** How messages are encoded. */
      readonly encoding: Encoder<any, M>
      /** May be replaced. */
      handlers: ExtensionHandlers<M>
      /** To one peer. */
      send(message: M, to: Peer): void
      /** To all peers. */
      broadcast(message: M): void
      /** Ends it at once. */
      destroy(): void
    }

    /** Events and their payloads. */
    interface Events {
      /** Opened. */
      ready: []
      /** Closed. */
      close: []
      /** The core grew, by us or a peer. */
      append: []
      /** Cut to `length`; the fork id is now `fork`. */
      truncate: [length: number, fork: number]
      /** A peer opened the core. */
      'peer-add': [peer: Peer]
      /** A peer is gone. */
      'peer-remove': [peer: Peer]
      /** Bytes without padding. */
      upload: [index: number, byteLength: number, to: Peer]
      /** A block arrived. Bytes without padding. */
      download: [index: number, byteLength: number, from: Peer, request: unknown]
      /** A peer has more blocks than any before. */
      'remote-contiguous-length': [length: number]
      /** The manifest became known. */
      manifest: []
      /** The session moved to another core. */
      migrate: [key: Uint8Array]
      /** The core was signed twice at one length: its writer forked. The session closes. */
      conflict: [length: number, fork: number, proof: Proof]
      /** A peer sent what does not verify. */
      'verification-error': [error: Error, request: unknown, response: unknown, from: Peer]
      /** A peer asked for what cannot be. */
      'invalid-request': [error: Error, request: unknown, from: Peer]
      /** A damaged core is being repaired by its peers. */
      repairing: [proof: unknown]
      /** It is repaired. */
      repaired: [proof: unknown]
      /** It could not be repaired. */
      'repair-failed': []
      /** Something failed. Without a listener, Node throws it. */
      error: [error: Error]
    }
  }

  const Hypercore: HypercoreConstructor
  export = Hypercore
}
