/** What a machine offers. Each capability is one of these; who may use it is decided in one place, `machine.ts`. */
import type { Duplex } from 'node:stream'
import type { PeerConnection } from '@comice/core'

/** What somebody wants, read from what they sent; nothing has been done for it yet. */
export interface Wish {
  /** What the grant must cover; absent asks for all there is. */
  readonly scope?: string
  /** For lists and the audit log: the command without its arguments, the target. */
  readonly what: string
  /** Whether it has a process; see MAX_PROCESSES_PER_DEVICE. */
  readonly hasProcess: boolean
  /** Makes what the session needs, before it is accepted. @throws what the caller is told, as the refusal */
  start(seat: Seat): Promise<Started>
}

/** What a session gets from the machine. */
export interface Seat {
  readonly id: string
  readonly connection: PeerConnection
  /** The caller's device, as z32. */
  readonly device: string
  /** The scope of the grant that allows it; null for a grant of all there is. */
  readonly granted: string | null
  /** Aborts, with the error that the caller is told, when the session is to end: revoked, killed, stopped. */
  readonly ending: AbortSignal
}

export interface Started {
  /** Serves the session on its stream, until it is over. Must not reject. */
  run(bytes: Duplex): Promise<Ending>
  /** It was started for nothing: its caller is gone. */
  discard(): void
  /** What its caller knows it by, when that is not the seat's id. */
  readonly session?: string
  /** Bytes from the caller, and to it, so far. */
  readonly counts: { readonly in: number; readonly out: number }
}

/** How a session was over. */
export interface Ending {
  /** For the audit log: `exit 0`, `signal TERM`, the code of an error. */
  readonly how: string
}

export interface Capability {
  readonly name: string
  /** Null when the bytes are not as agreed. */
  read(params: Uint8Array): Wish | null
}
