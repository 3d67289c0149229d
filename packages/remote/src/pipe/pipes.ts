/** Pipes of this machine: by a code, or between devices that know each other. */
import { encodeKey } from '@comice/protocol'
import type { Peer } from '@comice/core'
import type { AuditLog } from '../audit/audit-log.ts'
import type { AddressBook } from '../book/address-book.ts'
import { RemoteErrors } from '../errors.ts'
import type { Capability, Seat, Started } from '../session/capability.ts'
import type { SessionInfo } from '../session/machine.ts'
import { listenByCode } from './code-pipe.ts'
import { createCodeSessions } from './code-sessions.ts'
import { HeldPipe } from './held-pipe.ts'
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
  /** Those by a code, which have no grant: what others do here now. */
  sessions(): SessionInfo[]
  /** False when it is none of them. */
  kill(session: string): boolean
  close(): Promise<void>
}

export interface PipesParts {
  readonly peer: Peer
  readonly book: AddressBook
  readonly audit: AuditLog
  /** Sessions came or went. */
  readonly onchange: () => void
}

export function createPipes({ peer, book, audit, onchange }: PipesParts): Pipes {
  const byCode = createCodeSessions({ peer, audit, onchange })
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
    const listener = listenByCode(peer, byCode)
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
    sessions: () => byCode.list(),
    kill: (session) => byCode.kill(session),
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
  return new HeldPipe({ give, ending, slot, peer: book.nameOf(device) ?? device })
}
