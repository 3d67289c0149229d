/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `protomux` 3: many message channels over one framed stream. */
declare module 'protomux' {
  import type { Encoder } from 'compact-encoding'
  import type NoiseSecretStream = require('@hyperswarm/secret-stream')

  /** One muxer per stream: get it with {@link Protomux.from}. */
  class Protomux<Stream extends Protomux.FramedStream = NoiseSecretStream> {
    constructor(stream: Stream, options?: Protomux.Options)
    /** The muxer of a stream (kept in `stream.userData`), made when there is none. Passing a muxer returns it. */
    static from<S extends Protomux.FramedStream>(stream: S, options?: Protomux.Options): Protomux<S>
    static from<S extends Protomux.FramedStream>(mux: Protomux<S>): Protomux<S>
    /** Whether a value is a muxer. */
    static isProtomux(value: unknown): value is Protomux

    /** Tells muxers from streams. */
    readonly isProtomux: true
    /** The stream below. */
    readonly stream: Stream
    /** Nested {@link cork} calls. */
    corked: number
    /** False after a write that the stream wants drained. */
    drained: boolean

    /**
     * Makes a channel, still closed: call `open`. Null when the stream is destroyed or when `unique` (the default)
     * forbids a second one of this protocol and id.
     */
    createChannel<Handshake = unknown, UserData = unknown>(
      options: Protomux.ChannelOptions<Handshake, UserData>,
    ): Protomux.Channel<Handshake, UserData> | null
    /** Whether a channel of this protocol and id is open here. */
    opened(options: Protomux.ChannelId): boolean
    /** The newest channel of this protocol and id that is still open, or null. */
    getLastChannel(options: Protomux.ChannelId): Protomux.Channel | null
    /**
     * Calls `notify` when the other side opens this protocol and nothing here is waiting for it; create the
     * channel in the call. Without an id it is called for every id.
     */
    pair(options: Protomux.ChannelId, notify: (id: Uint8Array | null) => unknown): void
    /** Stops `pair`. */
    unpair(options: Protomux.ChannelId): void
    /** No channel is open. */
    isIdle(): boolean
    /** Collects messages into one write until {@link uncork}. Calls nest. */
    cork(): void
    /** Writes what was collected. */
    uncork(): void
    /** Destroys the stream, and with it all channels. */
    destroy(error?: Error): void
    /** The open channels. */
    [Symbol.iterator](): IterableIterator<Protomux.Channel>
  }

  namespace Protomux {
    /** A duplex stream that keeps message boundaries, with a place for the muxer. */
    interface FramedStream {
      /** The muxer keeps itself here. */
      userData: unknown
      /** It was destroyed. */
      readonly destroyed: boolean
      /** One message; false when it wants draining. */
      write(data: Uint8Array): boolean
      /** Ends the stream. */
      destroy(error?: Error | null): void
    }

    /** Options of the constructor. */
    interface Options {
      /** Allocates outgoing messages. Default: the stream's own `alloc`. */
      alloc?: (size: number) => Uint8Array
    }

    /** Names a channel. */
    interface ChannelId {
      /** Both sides use the same. */
      protocol: string
      /** Tells apart channels of one protocol. Default null. */
      id?: Uint8Array | null
    }

    /** Options of `createChannel`. */
    interface ChannelOptions<Handshake = unknown, UserData = unknown> extends ChannelId {
      /** Other names under which the remote may open it. */
      aliases?: string[]
      /** At most one open channel of this protocol and id. Default true. */
      unique?: boolean
      /** Encodes what `open` sends and `onopen` receives. Default: none. */
      handshake?: Encoder<any, Handshake> | null
      /** Added in this order; both sides must agree. Null skips a number. */
      messages?: readonly (MessageOptions<any, Channel<Handshake, UserData>> | null)[]
      /** Kept on the channel. */
      userData?: UserData
      /** Both sides opened. */
      onopen?: (handshake: Handshake, channel: Channel<Handshake, UserData>) => unknown
      /** Either side closed, or the stream died. */
      onclose?: (isRemote: boolean, channel: Channel<Handshake, UserData>) => unknown
      /** Closed and every handler has finished. */
      ondestroy?: (channel: Channel<Handshake, UserData>) => unknown
      /** The stream drained. */
      ondrain?: (channel: Channel<Handshake, UserData>) => unknown
    }

    /** Options of `addMessage`. */
    interface MessageOptions<T = Uint8Array, C = Channel> {
      /** Default `c.raw`: the rest of the frame. */
      encoding?: Encoder<any, T>
      /** While a returned promise is pending, replies are corked. A throw destroys the stream. */
      onmessage?: (message: T, channel: C) => unknown
      /** Reply in batches when messages came in one. Default true. */
      autoBatch?: boolean
    }

    /** One kind of message in a channel. */
    interface Message<T = unknown, C = Channel> {
      /** Its number in the channel. */
      readonly type: number
      /** How it is encoded. */
      readonly encoding: Encoder<any, T>
      /** Called for each message. */
      onmessage: (message: T, channel: C) => unknown
      /** Sends at once, also before the other side opened. False when the stream wants draining or the channel is closed. */
      send(message: T): boolean
    }

    /** One protocol between both sides. */
    class Channel<Handshake = unknown, UserData = unknown> {
      private constructor()
      /** Free for the owner. */
      userData: UserData
      /** As given. */
      readonly protocol: string
      /** As given. */
      readonly aliases: string[]
      /** As given. */
      readonly id: Uint8Array | null
      /** What the other side sent with its `open`. */
      handshake: Handshake | null
      /** In the order they were added. */
      readonly messages: Message<any, this>[]
      /** Both sides opened. */
      readonly opened: boolean
      /** Closed by either side. */
      readonly closed: boolean
      /** Closed, and every handler has finished. */
      readonly destroyed: boolean
      /** See the options. */
      onopen: (handshake: Handshake, channel: this) => unknown
      /** See the options. */
      onclose: (isRemote: boolean, channel: this) => unknown
      /** See the options. */
      ondestroy: (channel: this) => unknown
      /** See the options. */
      ondrain: (channel: this) => unknown
      /** False when the stream wants draining. */
      get drained(): boolean
      /** Opens our side. Give the handshake if the channel was made with an encoding for it. */
      open(...handshake: unknown extends Handshake ? [handshake?: unknown] : [handshake: Handshake]): void
      /** Resolves to true when both sides are open, to false when it closed first. */
      fullyOpened(): Promise<boolean>
      /** Resolves when closed and every handler has finished. */
      fullyClosed(): Promise<void>
      /** Adds the next message of the protocol; call it before `open`. */
      addMessage<T = Uint8Array>(options: MessageOptions<T, this>): Message<T, this>
      /** Skips a number. */
      addMessage(options?: null): Message<Uint8Array, this>
      /** Collects messages into one write until `uncork`. */
      cork(): void
      /** Writes what was collected since `cork`. */
      uncork(): void
      /** Closes our side; the other hears of it. */
      close(): void
    }
  }

  export = Protomux
}
