/** Shows a far terminal in this one: what is typed goes there as it is, what it writes comes here as it is. */
import process from 'node:process'
import type { ProcessExit, RemoteCommand, TerminalShape } from '@comice/remote/caller'
import { type Escape, EscapeReader } from './escapes.ts'

export type TerminalEnd =
  | { readonly kind: 'exit'; readonly exit: ProcessExit }
  /** The user left, or wants it ended. */
  | { readonly kind: 'escape'; readonly escape: Exclude<Escape, 'help'> }
  | { readonly kind: 'failed'; readonly error: unknown }

export interface ShowOptions {
  /** Whether keys of {@link EscapeReader} are for this program. */
  readonly escapes: boolean
  /** Bytes that were shown, each time there are more. */
  readonly onshown?: (bytes: number) => void
}

const HELP = '\r\n~.  ends the shell   ~d  leaves it running   ~~  is a ~   ~?  shows this\r\n'

/** The shape of the terminal that this program is on; a usual one where it is on none. */
export function terminalShape({ columns = 80, rows = 24 }: Partial<NodeJS.WriteStream>): TerminalShape {
  return { kind: process.env['TERM'] ?? 'dumb', columns, rows }
}

/** Until the far program ends, the session breaks, or the user leaves. */
export async function showTerminal(
  remote: RemoteCommand,
  { escapes, onshown }: ShowOptions,
): Promise<TerminalEnd> {
  const { stdin, stdout } = process
  const { promise: left, leave } = leaving()
  const reader = new EscapeReader()
  const type = (typed: Uint8Array) => {
    const { bytes, escape } = escapes ? reader.read(typed) : { bytes: typed, escape: null }
    if (bytes.byteLength > 0 && !remote.stdin.write(bytes)) {
      stdin.pause()
      remote.stdin.once('drain', () => stdin.resume())
    }
    if (escape === 'help') stdout.write(HELP)
    else if (escape !== null) leave({ kind: 'escape', escape })
  }
  const end = () => remote.stdin.end()
  const resize = () => remote.resize(stdout.columns, stdout.rows)
  const written = new Promise((resolve) => remote.stdout.once('end', resolve).once('close', resolve))
  remote.stdout.on('data', (piece: Uint8Array) => {
    if (!stdout.write(piece)) {
      remote.stdout.pause()
      stdout.once('drain', () => remote.stdout.resume())
    }
    onshown?.(piece.byteLength)
  })
  if (stdin.isTTY) stdin.setRawMode(true)
  stdin.on('data', type).once('end', end).resume()
  stdout.on('resize', resize)
  const exited = remote.exit.then(
    async (exit): Promise<TerminalEnd> => {
      await written
      return { kind: 'exit', exit }
    },
    (error: unknown): TerminalEnd => ({ kind: 'failed', error }),
  )
  try {
    return await Promise.race([exited, left])
  } finally {
    stdin.off('data', type).off('end', end).pause()
    stdout.off('resize', resize)
    if (stdin.isTTY) stdin.setRawMode(false)
  }
}

function leaving(): { promise: Promise<TerminalEnd>; leave: (end: TerminalEnd) => void } {
  let leave: (end: TerminalEnd) => void = () => undefined
  const promise = new Promise<TerminalEnd>((resolve) => (leave = resolve))
  return { promise, leave }
}
