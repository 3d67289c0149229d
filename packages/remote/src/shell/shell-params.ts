/** What `shell` is asked with. */
import { remoteShell } from '@comice/protocol'
import type { TerminalShape } from '../exec/exec-params.ts'
import { decodeStrings, encodeStrings } from '../process/strings.ts'

export interface ShellOptions {
  readonly terminal: TerminalShape
  /** TERM, LANG and LC_*; others are not taken. */
  readonly env?: Readonly<Record<string, string>>
  /** Goes on with this one, which the same device has begun. */
  readonly attach?: {
    readonly session: string
    /** Bytes of its output that were shown already; default none. */
    readonly seen?: number
  }
}

export interface ShellParams {
  readonly terminal: TerminalShape
  readonly env: readonly string[]
  /** Empty for a new one. */
  readonly session: string
  readonly seen: number
}

/** @throws RECORD_INVALID when it is too long, RangeError for a NUL in it */
export function encodeShell({ terminal, env = {}, attach }: ShellOptions): Uint8Array {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const { session = '', seen = 0 } = attach ?? {}
  return remoteShell.encode({ terminal, env: encodeStrings(variables), session, seen })
}

/** Null when it is not as agreed. */
export function decodeShell(bytes: Uint8Array): ShellParams | null {
  const decoded = remoteShell.decode(bytes)
  const env = decoded.ok ? decodeStrings(decoded.value.env) : null
  return decoded.ok && env !== null ? { ...decoded.value, env } : null
}
