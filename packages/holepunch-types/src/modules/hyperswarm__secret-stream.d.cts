/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `@hyperswarm/secret-stream` 6: a Noise XX (or IK) encrypted duplex stream over any byte stream. */
declare module '@hyperswarm/secret-stream' {
  import { Duplex } from 'streamx'
  import type { KeyPair } from 'hypercore-crypto'
  import type { Stream as UDXStream } from 'udx-native'

  /**
   * Every connection of HyperDHT and Hyperswarm is one of these. Written and read data are byte chunks. `Raw` is the
   * transport: a UDX stream when HyperDHT or Hyperswarm made it. Functions that do not care leave it out.
   */
  class NoiseSecretStream<Raw extends NoiseSecretStream.RawStream = any> extends Duplex {
    /**
     * @param isInitiator true on the dialling side; exactly one side must be the initiator
     * @param rawStream the transport; without one, pipe `stream.rawStream` yourself
     */
    constructor(isInitiator: boolean, rawStream?: Raw | null, options?: NoiseSecretStream.Options)

    /** A new Ed25519 key pair, random or from a 32-byte seed. */
    static keyPair(seed?: Uint8Array): KeyPair
    /** The 32-byte id of one direction of a stream. */
    static id(handshakeHash: Uint8Array, isInitiator: boolean, id?: Uint8Array): Uint8Array

    /** This stream; so that code may take a raw or an encrypted stream alike. */
    readonly noiseStream: this
    /** We dialled. */
    readonly isInitiator: boolean
    /** The transport below, null until started. */
    rawStream: Raw | null
    /** Our 32-byte key, null until it is known. */
    publicKey: Uint8Array | null
    /** Their 32-byte key, proven by the handshake. Declared non-null because it is set on every opened stream. */
    remotePublicKey: Uint8Array
    /** 64 bytes, the same on both sides; binds other proofs to this connection. Set once opened. */
    handshakeHash: Uint8Array | null
    /** The handshake is done. */
    connected: boolean
    /** Milliseconds between empty frames, 0 for none. See {@link setKeepAlive}. */
    keepAlive: number
    /** Milliseconds of silence after which the stream is destroyed, 0 for never. See {@link setTimeout}. */
    timeout: number
    /** Whether unordered messages are received. */
    enableSend: boolean
    /** Free for the layer above; Protomux keeps itself here. */
    userData: unknown
    /** Resolves to true when the handshake is done, to false when the stream died first. Never rejects. */
    opened: Promise<boolean>
    /** Ciphertext bytes written. */
    rawBytesWritten: number
    /** Ciphertext bytes read. */
    rawBytesRead: number
    /** HyperDHT's relay state, if the connection was relayed. */
    relay: unknown
    /** HyperDHT's hole puncher. */
    puncher: unknown

    /** Destroys the stream after `ms` milliseconds without data. 0 turns it off. */
    setTimeout(ms: number): void
    /** Sends an empty frame after `ms` milliseconds without a write, and filters empty frames. 0 turns it off. */
    setKeepAlive(ms: number): void
    /** Sends one empty frame now; a dead peer is then noticed by the transport. */
    sendKeepAlive(): void
    /** Starts a stream that was made with `autoStart: false`. */
    start(rawStream?: Raw | null, options?: NoiseSecretStream.StartOptions): void
    /** Resolves to true when all that was written is acknowledged (UDX) or handed down, to false when the stream died first. */
    flush(): Promise<boolean>
    /**
     * Sends one encrypted datagram, unordered and unreliable, with no replay protection and no congestion control.
     * Only over UDX, elsewhere nothing happens. Keep it below about 1,100 bytes.
     */
    send(buffer: Uint8Array): Promise<boolean> | undefined
    /** As {@link send}, without knowing the outcome. */
    trySend(buffer: Uint8Array): void
    /** A buffer that can be written without another copy: fill it, then `write` it next. */
    alloc(length: number): Uint8Array
    /** Frames are atomic: at most 16 MiB − 1 with overhead. Returns false when you should wait for `drain`. */
    override write(data: Uint8Array | string): boolean
    /** Ends our side, after a last chunk. */
    override end(): this
    override end(data: Uint8Array | string | null): this
    /** Ends both sides at once. */
    override destroy(error?: Error | null): void
    /** A chunk, null when none is there. */
    override read(): Uint8Array | null
    /** Reads it to its end. */
    [Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array>
    /** A summary for logs. */
    toJSON(): object

    /** Adds a listener. Known events are typed; other names are accepted with any payload. */
    on<E extends keyof NoiseSecretStream.Events>(
      event: E,
      listener: (...args: NoiseSecretStream.Events[E]) => void,
    ): this
    on(event: string | symbol, listener: (...args: any[]) => void): this
    /** Adds a listener for one event. */
    once<E extends keyof NoiseSecretStream.Events>(
      event: E,
      listener: (...args: NoiseSecretStream.Events[E]) => void,
    ): this
    once(event: string | symbol, listener: (...args: any[]) => void): this
    /** Removes a listener. */
    off<E extends keyof NoiseSecretStream.Events>(
      event: E,
      listener: (...args: NoiseSecretStream.Events[E]) => void,
    ): this
    off(event: string | symbol, listener: (...args: any[]) => void): this
    /** As {@link on}. */
    addListener<E extends keyof NoiseSecretStream.Events>(
      event: E,
      listener: (...args: NoiseSecretStream.Events[E]) => void,
    ): this
    addListener(event: string | symbol, listener: (...args: any[]) => void): this
    /** As {@link off}. */
    removeListener<E extends keyof NoiseSecretStream.Events>(
      event: E,
      listener: (...args: NoiseSecretStream.Events[E]) => void,
    ): this
    removeListener(event: string | symbol, listener: (...args: any[]) => void): this
  }

  namespace NoiseSecretStream {
    /** The transport: a UDX stream, a `net.Socket`, or any duplex of bytes. */
    type RawStream = UDXStream | Duplex | NodeJS.ReadWriteStream

    /** Options of the constructor. */
    interface Options extends StartOptions {
      /** Start at once. Default true. */
      autoStart?: boolean
      /** Noise pattern. Default `XX`; `IK` needs `remotePublicKey` on the initiator. */
      pattern?: 'XX' | 'IK'
      /** Ours, with an own handshake. */
      publicKey?: Uint8Array
      /** Theirs, for `IK`. */
      remotePublicKey?: Uint8Array
      /** Milliseconds, see {@link NoiseSecretStream.setKeepAlive}. Default 0. */
      keepAlive?: number
      /** Receive unordered messages. Default true. */
      enableSend?: boolean
      /** Swallow empty frames. Default: true when `keepAlive` is set. */
      filterZeroByteMessages?: boolean
    }

    /** How to begin. */
    interface StartOptions {
      /** Our key pair. Default: a random one. */
      keyPair?: KeyPair | Promise<KeyPair>
      /** A handshake that was already done elsewhere. */
      handshake?: Handshake
      /** Bytes already read from the transport. */
      data?: Uint8Array | null
      /** The transport already ended. */
      ended?: boolean
    }

    /** The outcome of a Noise handshake. */
    interface Handshake {
      /** Key to send with. */
      tx: Uint8Array
      /** Key to receive with. */
      rx: Uint8Array
      /** 64 bytes, the same on both sides. */
      hash: Uint8Array
      /** Ours, with an own handshake. */
      publicKey: Uint8Array
      /** 32 bytes: who the other side is. */
      remotePublicKey: Uint8Array
    }

    /** Events. As with every stream: no `error` listener means that an error is thrown. */
    interface Events {
      /** A chunk of plaintext, as the other side wrote it. */
      data: [chunk: Uint8Array]
      /** The handshake is done (`open` comes right after). */
      connect: []
      /** Ready for data. */
      open: []
      /** Noise is done, keys are known. */
      handshake: []
      /** An unordered datagram, see {@link NoiseSecretStream.send}. */
      message: [buffer: Uint8Array]
      /** The other side ended. */
      end: []
      /** Our end was sent. */
      finish: []
      /** Writing may go on. */
      drain: []
      /** `read` has something. */
      readable: []
      /** Something is piped into it. */
      pipe: [source: unknown]
      /** It is piped into something. */
      piping: [destination: unknown]
      /** Something failed. Without a listener, Node throws it. */
      error: [error: Error & { code?: string }]
      /** Closed. */
      close: []
    }
  }

  export = NoiseSecretStream
}
