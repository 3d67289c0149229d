/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `protomux-rpc` 1: requests, responses and events over a Protomux channel. */
declare module 'protomux-rpc' {
  import { EventEmitter } from 'node:events'
  import type { Encoder } from 'compact-encoding'
  import type Protomux = require('protomux')
  import type NoiseSecretStream = require('@hyperswarm/secret-stream')

  /**
   * Both sides of a stream make one; each can call and answer. Encodings must agree on both sides. `Value` is what the
   * default value encoding gives: methods without encodings of their own take and return it.
   */
  class ProtomuxRPC<Value = Uint8Array | null> extends EventEmitter<ProtomuxRPC.Events> {
    /** @throws Error `DUPLICATE_CHANNEL` when this protocol and id is already open on the stream */
    constructor(stream: Protomux.FramedStream | Protomux, options?: ProtomuxRPC.Options<Value>)
    /** The other side opened too. */
    get opened(): boolean
    /** Closed by either side. */
    get closed(): boolean
    /** The muxer below. */
    get mux(): Protomux
    /** The connection below. */
    get stream(): NoiseSecretStream
    /** Resolves when both sides opened, or when the channel closed first: look at {@link opened}. */
    fullyOpened(): Promise<void>

    /**
     * Answers a method. What the handler throws reaches the caller as REQUEST_ERROR, with the message, `code` and
     * `context` of the error in `cause`.
     */
    respond(method: string, handler: (request: Value) => Value | Promise<Value>): this
    respond<T>(
      method: string,
      options: ProtomuxRPC.OneEncoding<T>,
      handler: (request: T) => T | Promise<T>,
    ): this
    respond<Req = Value, Res = Value>(
      method: string,
      options: ProtomuxRPC.TwoEncodings<Req, Res>,
      handler: (request: Req) => Res | Promise<Res>,
    ): this
    /** Stops answering a method. */
    unrespond(method: string): this

    /**
     * Calls a method of the other side. Waits without limit unless `timeout` is given.
     * @throws Error with `code` CHANNEL_CLOSED, CHANNEL_DESTROYED, UNKNOWN_METHOD, REQUEST_ERROR, DECODE_ERROR,
     * ENCODE_ERROR or TIMEOUT_EXCEEDED
     */
    request(method: string, value: Value, options?: ProtomuxRPC.Timeout): Promise<Value>
    request<T>(
      method: string,
      value: T,
      options: ProtomuxRPC.OneEncoding<T> & ProtomuxRPC.Timeout,
    ): Promise<T>
    request<Req = Value, Res = Value>(
      method: string,
      value: Req,
      options: ProtomuxRPC.TwoEncodings<Req, Res> & ProtomuxRPC.Timeout,
    ): Promise<Res>
    /** Calls a method without an answer. @throws Error with `code` CHANNEL_CLOSED */
    event(method: string, value: Value): void
    event<Req>(
      method: string,
      value: Req,
      options: { valueEncoding: Encoder<any, Req> } | { requestEncoding: Encoder<any, Req> },
    ): void
    /** Collects messages into one write until `uncork`. */
    cork(): void
    /** Writes what was collected since `cork`. */
    uncork(): void
    /** Closes once the requests in flight are answered. */
    end(): Promise<unknown>
    /** Closes at once; pending requests reject with `error`, or with `CHANNEL_DESTROYED`. */
    destroy(error?: Error): void
  }

  namespace ProtomuxRPC {
    /** Options of the constructor. */
    interface Options<Value = Uint8Array | null> {
      /** Default `protomux-rpc`. */
      protocol?: string
      /** Tells apart several on one stream. */
      id?: Uint8Array
      /** Encoding of the values of methods without one of their own. Default `c.optionalBuffer`. */
      valueEncoding?: Encoder<any, Value>
      /** Sent with the opening. */
      handshake?: unknown
      /** Default `c.raw`. */
      handshakeEncoding?: Encoder<any, any>
    }

    /** One encoding for both directions. */
    interface OneEncoding<T> {
      /** Of requests and responses. */
      valueEncoding: Encoder<any, T>
      /** Not with `valueEncoding`. */
      requestEncoding?: never
      /** Not with `valueEncoding`. */
      responseEncoding?: never
    }

    /** An encoding for each direction; one that is left out is the default value encoding. */
    interface TwoEncodings<Req, Res> {
      /** Of requests. */
      requestEncoding?: Encoder<any, Req>
      /** Of responses. */
      responseEncoding?: Encoder<any, Res>
      /** Not with the others. */
      valueEncoding?: never
    }

    /** How long to wait. */
    interface Timeout {
      /** Milliseconds. Default: none. */
      timeout?: number
    }

    /** Events and their payloads. */
    interface Events {
      /** Both sides opened; with the other side's handshake. */
      open: [handshake: any]
      /** Closed. */
      close: []
      /** Closed, and every handler has finished. */
      destroy: []
    }
  }

  export = ProtomuxRPC
}
