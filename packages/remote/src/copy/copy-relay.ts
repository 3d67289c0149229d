/** A copy from one machine to another, through this one: their streams are joined, and what goes by is counted. */
import type { Duplex } from 'node:stream'
import { remoteCopyEntry, remoteCopyResult, remoteCopySkipped } from '@comice/protocol'
import { MAX_COPY_AHEAD } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import { joinStreams } from '../forward/join-streams.ts'
import { decodeError } from '../session/error-bytes.ts'
import { type FrameKind, type FrameListener, FrameReader, FRAMES } from '../session/frame.ts'
import { malformed } from './copy-channel.ts'
import type { CopyTally } from './copy-tally.ts'

export interface RelayOptions {
  readonly source: Duplex
  readonly sink: Duplex
  readonly tally: CopyTally
  readonly signal: AbortSignal
}

/** Until both are done. @throws COPY_CUT, REMOTE_MALFORMED, what one of both says, the signal's reason */
export async function relayCopy({ source, sink, tally, signal }: RelayOptions): Promise<void> {
  const look = new Onlooker(tally)
  let failure: Error | null = null
  const fail = (error: Error) => {
    failure ??= error
    source.destroy()
    sink.destroy()
  }
  const follow = (stream: Duplex, oncontrol: (kind: FrameKind, payload: Uint8Array) => void) => {
    const reader = new FrameReader(look.listener(oncontrol))
    stream.on('data', (piece: Uint8Array) => {
      try {
        if (!reader.push(piece)) throw malformed('what is no frame')
      } catch (error) {
        fail(error as Error)
      }
    })
  }
  follow(source, (kind, payload) => look.onsource(kind, payload))
  follow(sink, (kind, payload) => look.onsink(kind, payload))
  const abort = () => fail(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  await joinStreams(source, sink).closed
  signal.removeEventListener('abort', abort)
  const reason = failure ?? look.said ?? (look.isOver ? null : RemoteErrors.COPY_CUT({}))
  if (reason !== null) throw reason
}

class Onlooker {
  readonly #tally: CopyTally
  readonly #told = new Map<number, string>()
  #entries = 0
  isOver = false
  /** Why one of both has ended it. */
  said: Error | null = null

  constructor(tally: CopyTally) {
    this.#tally = tally
  }

  listener(oncontrol: (kind: FrameKind, payload: Uint8Array) => void): FrameListener {
    return {
      ondata: (_lane, piece) => this.#tally.moved(piece.byteLength),
      onend: () => undefined,
      oncredit: () => undefined,
      oncontrol: (kind, payload) => {
        if (kind === FRAMES.ERROR) this.said ??= decodeError(payload)
        else oncontrol(kind, payload)
      },
    }
  }

  onsource(kind: FrameKind, payload: Uint8Array): void {
    if (kind === FRAMES.LISTED) this.#tally.listed()
    if (kind === FRAMES.SKIPPED) {
      const skipped = remoteCopySkipped.decode(payload)
      if (skipped.ok) this.#tally.refuse(skipped.value.path, skipped.value.reason)
    }
    if (kind !== FRAMES.ENTRY) return
    const entry = remoteCopyEntry.decode(payload)
    if (!entry.ok || this.#told.size > MAX_COPY_AHEAD) throw malformed('an entry')
    this.#told.set(this.#entries++, entry.value.path)
    this.#tally.found(entry.value.bytes)
  }

  onsink(kind: FrameKind, payload: Uint8Array): void {
    if (kind === FRAMES.OVER) this.isOver = true
    if (kind !== FRAMES.RESULT) return
    const result = remoteCopyResult.decode(payload)
    const path = result.ok ? this.#told.get(result.value.nr) : undefined
    if (!result.ok || path === undefined) throw malformed('a result of nothing')
    this.#told.delete(result.value.nr)
    this.#tally.settle(path, result.value.reason)
  }
}
