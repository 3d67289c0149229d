/** What `exec` is asked with. */
import { remoteExec } from '@comice/protocol'
import { decodeStrings, encodeStrings } from '../process/strings.ts'

export interface TerminalShape {
  /** For TERM. */
  readonly kind: string
  readonly columns: number
  readonly rows: number
}

export interface ExecOptions {
  /** The command and its arguments; no shell reads them. */
  readonly argv: readonly [string, ...string[]]
  /** TERM, LANG and LC_*; others are not taken. */
  readonly env?: Readonly<Record<string, string>>
  /** Runs it on a terminal of that shape; then there is no stderr of its own. */
  readonly terminal?: TerminalShape
}

export interface ExecParams {
  readonly argv: readonly [string, ...string[]]
  /** `NAME=value`. */
  readonly env: readonly string[]
  readonly terminal: TerminalShape | null
}

/** @throws RECORD_INVALID when it is too long, RangeError for a NUL in it */
export function encodeExec({ argv, env = {}, terminal }: ExecOptions): Uint8Array {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return remoteExec.encode({
    argv: encodeStrings(argv),
    env: encodeStrings(variables),
    terminal: terminal ?? null,
  })
}

/** Null when it is not as agreed. */
export function decodeExec(bytes: Uint8Array): ExecParams | null {
  const decoded = remoteExec.decode(bytes)
  if (!decoded.ok) return null
  const [command, ...args] = decodeStrings(decoded.value.argv) ?? []
  const env = decodeStrings(decoded.value.env)
  if (command === undefined || command === '' || env === null) return null
  return { argv: [command, ...args], env, terminal: decoded.value.terminal }
}
