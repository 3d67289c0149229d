/** Signals by name, without SIG, as they go over the wire. */
import { constants } from 'node:os'

/** Those that a caller may send to what it started. */
const SENT: ReadonlySet<string> = new Set([
  ...['HUP', 'INT', 'QUIT', 'TERM', 'KILL', 'USR1', 'USR2', 'ALRM', 'PIPE', 'TSTP', 'STOP', 'CONT', 'WINCH'],
])

/** Null for bytes that name no signal that may be sent. */
export function decodeSignal(bytes: Uint8Array): NodeJS.Signals | null {
  const name = new TextDecoder().decode(bytes)
  return SENT.has(name) && `SIG${name}` in constants.signals ? (`SIG${name}` as NodeJS.Signals) : null
}

export function encodeSignal(signal: NodeJS.Signals): Uint8Array {
  return new TextEncoder().encode(signal.replace(/^SIG/u, ''))
}

/** What shells report for a command that a signal ended: 128 and its number here; 255 for one that is unknown here. */
export function signalExitCode(signal: string): number {
  const number = (constants.signals as Record<string, number>)[`SIG${signal}`]
  return number === undefined ? 255 : 128 + number
}

/** Its name without SIG, by its number here; null for 0, which is none. */
export function signalName(number: number): string | null {
  const found = Object.entries(constants.signals).find(([, value]) => value === number)
  return number === 0 ? null : (found?.[0].slice('SIG'.length) ?? 'KILL')
}
