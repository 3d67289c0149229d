/** Pipes of this machine: by a code, or between devices that know each other. */
import { type Duplex, duplexPair } from 'node:stream'
import { encodeKey, isComiceError } from '@comice/protocol'
import type { Peer } from '@comice/core'
import type { AuditLog } from '../audit/audit-log.ts'
import type { AddressBook } from '../book/address-book.ts'
import { RemoteErrors } from '../errors.ts'
import { type JoinedStreams, joinStreams } from '../forward/join-streams.ts'
import type { Capability, Ending, Seat, Started } from '../session/capability.ts'
import { listenByCode } from './code-pipe.ts'
import { type IncomingPipe, PipeSlot } from './pipe-slot.ts'

/** Waits for the other ends of pipes, one after the other. Dispose it. */
export interface PipeListener extends AsyncDisposable {
  /** `4821-pear-orbit-lamp`; null when it waits for a machine. */
  readonly code: string | null
  /** Resolves when it can be found. */
  announced(): Promise<void>
  /**
   * Whoever comes next. Who comes while nobody waits here is refused. @throws PIPE_GUESSES_USED, REMOTE_STOPPED, the
   * signal's reason
   */
  next(signal?: AbortSignal): Promise<IncomingPipe>
}

export interface Pipes {
  readonly capability: Capability
  /** By a code, or for one machine, which needs the grant `pipe`. @throws PEER_UNKNOWN, PIPE_LISTENING */
  listen(peer?: string): PipeListener
  close(): Promise<void>
}

export interface PipesParts {
  readonly peer: Peer
  readonly book: AddressBook
  readonly audit: AuditLog
}

export function createPipes({ peer, book, audit }: PipesParts): Pipes {
  const slotsByDevice = new Map<string, PipeSlot>()
  const listeners = new Set<PipeListener>()

  const listenFor = (text: string): PipeListener => {
    const { deviceKey, name } = book.find(text)
    const device = encodeKey(deviceKey)
    if (slotsByDevice.has(device)) throw RemoteErrors.PIPE_LISTENING({ peer: name })
    const slot = new PipeSlot()
    slotsByDevice.set(device, slot)
    return keep(slot, { code: null, announced: () => Promise.resolve() }, () => {
      slotsByDevice.delete(device)
      return Promise.resolve()
    })
  }

  const listenForCode = (): PipeListener => {
    const listener = listenByCode(peer, (device, bytes) => noteCodePipe({ peer, audit }, device, bytes))
    return keep(listener.slot, listener, () => listener[Symbol.asyncDispose]())
  }

  const keep = (
    slot: PipeSlot,
    { code, announced }: Pick<PipeListener, 'code' | 'announced'>,
    end: () => PromiseLike<void>,
  ): PipeListener => {
    const listener: PipeListener = {
      code,
      announced,
      next: (signal) => slot.next(signal),
      async [Symbol.asyncDispose]() {
        listeners.delete(listener)
        slot.close(RemoteErrors.REMOTE_STOPPED({}))
        await end()
      },
    }
    listeners.add(listener)
    return listener
  }

  return {
    capability: {
      name: 'pipe',
      read: (params) =>
        params.byteLength > 0
          ? null
          : {
              what: '',
              hasProcess: false,
              start: (seat) => Promise.resolve(start(slotsByDevice, seat, book)),
            },
    },
    listen: (text) => (text === undefined ? listenForCode() : listenFor(text)),
    async close() {
      await Promise.all([...listeners].map((listener) => listener[Symbol.asyncDispose]()))
    },
  }
}

/** @throws PIPE_NOBODY, PIPE_TAKEN */
function start(slots: ReadonlyMap<string, PipeSlot>, { device, ending }: Seat, book: AddressBook): Started {
  const slot = slots.get(device)
  if (slot === undefined) throw RemoteErrors.PIPE_NOBODY({ peer: 'the machine' })
  const give = slot.take()
  if (give === null) throw RemoteErrors.PIPE_TAKEN({})
  return new GrantedPipe({ give, ending, slot, peer: book.nameOf(device) ?? device })
}

interface GrantedParts {
  readonly give: (pipe: IncomingPipe) => void
  readonly slot: PipeSlot
  readonly peer: string
  readonly ending: AbortSignal
}

/** A pipe that hangs on its grant: the local end is joined to it, and is told why it ends. */
class GrantedPipe implements Started {
  readonly #parts: GrantedParts
  #joined: JoinedStreams | null = null

  constructor(parts: GrantedParts) {
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

/** Its user has told the code to somebody; who that was is known by a key of this pipe alone. */
function noteCodePipe(
  { peer, audit }: Pick<PipesParts, 'peer' | 'audit'>,
  device: string,
  bytes: Duplex,
): void {
  const startedAt = peer.now()
  const entry = { device, capability: 'pipe', what: 'by a code' }
  audit.write({ at: startedAt, kind: 'began', ...entry })
  bytes.once('close', () => {
    const now = peer.now()
    const how = broken(bytes) ? 'cut' : 'closed'
    audit.write({ at: now, kind: 'ended', ...entry, how, durationMs: now - startedAt })
  })
}
