/** A connection to the same app on another machine, or another peer of a shared topic. */
import { Duplex } from 'node:stream'
import { bufferOf } from '../handle/encoding.ts'
import type { WireObject } from '../wire/value.ts'
import type { WireStream } from '../wire/wire-stream.ts'

/**
 * Bytes to and from the peer, with back-pressure at both ends: a peer that does not read makes `write` return false.
 * Give it to {@link Store.replicate} to replicate cores beside them. Its end ends the connection.
 */
export class SwarmConnection extends Duplex {
  /** The peer's key in this app, 32 bytes, proven. */
  readonly remotePublicKey: Buffer
  /** True at the end that dialled. */
  readonly isInitiator: boolean
  readonly #stream: WireStream
  #isWanted = false

  constructor(params: WireObject, stream: WireStream) {
    super({ allowHalfOpen: true })
    this.remotePublicKey = bufferOf(params['publicKey'] as Uint8Array)
    this.isInitiator = params['initiator'] === true
    this.#stream = stream
    this.on('error', () => undefined)
    stream.on('readable', () => this.#pump())
    stream.once('end', () => this.push(null))
    stream.once('error', (error) => this.destroy(error))
    stream.once('close', () => this.destroy())
  }

  /** The number by which the node knows the connection. */
  get id(): number {
    return this.#stream.id
  }

  /**
   * So many bytes, as soon as the peer has sent them; null when the connection ends before. What peers say first, such
   * as the keys of their cores, before anything else reads here.
   */
  async readExactly(bytes: number): Promise<Buffer | null> {
    let wake: () => void = () => undefined
    const onnews = () => wake()
    // One listener for all pieces: each new one would be told at once of what is too little.
    for (const event of NEWS) this.on(event, onnews)
    try {
      for (;;) {
        const news = new Promise<void>((resolve) => (wake = resolve))
        const chunk = this.read(bytes) as Buffer | null
        if (chunk !== null) return chunk.length === bytes ? chunk : null
        if (this.readableEnded || this.destroyed) return null
        await news
      }
    } finally {
      for (const event of NEWS) this.off(event, onnews)
    }
  }

  override _read(): void {
    this.#isWanted = true
    this.#pump()
  }

  override _write(chunk: Uint8Array, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#stream.write(chunk, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#stream.end(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stream.destroy()
    done(error)
  }

  /** Takes what has come only while somebody reads here: what is not taken holds the peer back. */
  #pump(): void {
    while (this.#isWanted) {
      const chunk = this.#stream.read() as Buffer | null
      if (chunk === null) return
      this.#isWanted = this.push(chunk)
    }
  }
}

/** There is more to read, or nothing more will come. */
const NEWS = ['readable', 'end', 'close'] as const
