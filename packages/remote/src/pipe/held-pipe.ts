/**
 * A pipe whose local end is joined to it, so that it can be counted, and ended with a reason that the local end is told: by its
 * grant, or by somebody here.
 */
import { type Duplex, duplexPair } from 'node:stream'
import { isComiceError } from '@comice/protocol'
import { RemoteErrors } from '../errors.ts'
import { type JoinedStreams, joinStreams } from '../forward/join-streams.ts'
import type { Ending, Started } from '../session/capability.ts'
import type { IncomingPipe, PipeSlot } from './pipe-slot.ts'

export interface HeldPipeParts {
  readonly give: (pipe: IncomingPipe) => void
  readonly slot: PipeSlot
  /** What the other end is called; null when it came by a code. */
  readonly peer: string | null
  /** Aborts, with why, when it is to end. */
  readonly ending: AbortSignal
}

export class HeldPipe implements Started {
  readonly #parts: HeldPipeParts
  #joined: JoinedStreams | null = null

  constructor(parts: HeldPipeParts) {
    this.#parts = parts
  }

  get counts(): { readonly in: number; readonly out: number } {
    const { there = 0, back = 0 } = this.#joined?.counts ?? {}
    return { in: there, out: back }
  }

  discard(): void {
    const { slot, give } = this.#parts
    slot.giveBack(give)
  }

  async run(bytes: Duplex): Promise<Ending> {
    const { give, peer, ending } = this.#parts
    const [near, far] = duplexPair()
    // What breaks one side of a pair is unknown to the other.
    near.once('close', () => far.destroy(broken(near) ? cutReason(ending) : undefined))
    far.once('close', () => near.destroy())
    far.on('error', () => undefined)
    const joined = joinStreams(bytes, near)
    this.#joined = joined
    const end = () => bytes.destroy()
    ending.addEventListener('abort', end, { once: true })
    if (ending.aborted) end()
    give({ bytes: far, peer })
    const failure = await joined.closed
    ending.removeEventListener('abort', end)
    const reason: unknown = ending.aborted ? ending.reason : failure
    if (reason === null) return { how: broken(near) ? 'cut' : 'closed' }
    return { how: isComiceError(reason) ? reason.code : 'cut' }
  }
}

function broken(stream: Duplex): boolean {
  return !stream.readableEnded || !stream.writableFinished
}

function cutReason(ending: AbortSignal): Error {
  return ending.aborted ? (ending.reason as Error) : RemoteErrors.PIPE_CUT({})
}
