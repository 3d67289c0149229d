/** Pipes that came by a code, as sessions of this machine: its user has told the code to somebody, and can end what came. */
import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { encodeKey } from '@comice/protocol'
import type { ByteStream, Peer } from '@comice/core'
import type { AuditLog } from '../audit/audit-log.ts'
import { RemoteErrors } from '../errors.ts'
import type { SessionInfo } from '../session/machine.ts'
import { HeldPipe } from './held-pipe.ts'
import type { IncomingPipe, PipeSlot } from './pipe-slot.ts'

export interface CodeSessions {
  /** Until the stream is over; the local end is given what is joined to it. */
  hold(stream: Pick<ByteStream, 'bytes' | 'connection'>, seat: CodeSeat): void
  list(): SessionInfo[]
  kill(session: string): boolean
}

/** Where it is waited for. */
export interface CodeSeat {
  readonly slot: PipeSlot
  readonly give: (pipe: IncomingPipe) => void
}

export interface CodeSessionsParts {
  readonly peer: Peer
  readonly audit: AuditLog
  readonly onchange: () => void
}

interface Running {
  readonly info: Omit<SessionInfo, 'bytesIn' | 'bytesOut'>
  readonly pipe: HeldPipe
  readonly ending: AbortController
}

export function createCodeSessions({ peer, audit, onchange }: CodeSessionsParts): CodeSessions {
  const runningById = new Map<string, Running>()

  const run = async ({ info, pipe }: Running, bytes: Duplex) => {
    // Whoever it is has no name: the key is of this pipe alone.
    const { id, device, capability, what, startedAt } = info
    const entry = { session: id, device, capability, what }
    audit.write({ at: startedAt, kind: 'began', ...entry })
    const { how } = await pipe.run(bytes)
    const now = peer.now()
    const counts = { bytesIn: pipe.counts.in, bytesOut: pipe.counts.out }
    audit.write({ at: now, kind: 'ended', ...entry, how, durationMs: now - startedAt, ...counts })
  }

  return {
    hold({ bytes, connection }, seat) {
      const id = randomBytes(4).toString('hex')
      const ending = new AbortController()
      const info = {
        ...{ id, device: encodeKey(connection.remotePublicKey), startedAt: peer.now() },
        ...{ capability: 'pipe', what: 'by a code' },
      }
      const pipe = new HeldPipe({ ...seat, peer: null, ending: ending.signal })
      const running = { info, pipe, ending }
      runningById.set(id, running)
      onchange()
      void run(running, bytes).then(() => {
        runningById.delete(id)
        onchange()
      })
    },
    list: () =>
      [...runningById.values()].map(({ info, pipe: { counts } }) => ({
        ...info,
        bytesIn: counts.in,
        bytesOut: counts.out,
      })),
    kill(session) {
      const running = runningById.get(session)
      running?.ending.abort(RemoteErrors.REMOTE_KILLED({}))
      return running !== undefined
    },
  }
}
