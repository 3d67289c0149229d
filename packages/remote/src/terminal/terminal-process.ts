/** A process on a terminal of its own: what it writes, as bytes; what is typed, as a stream with back-pressure. */
import { homedir } from 'node:os'
import type { Writable } from 'node:stream'
import { holdFromChildren } from '@comice/core/descriptors'
import type { IPty } from '@lydell/node-pty'
import { RemoteErrors } from '../errors.ts'
import type { TerminalShape } from '../exec/exec-params.ts'
import type { ProcessExit } from '../process/exit-frame.ts'
import { endTerminalSession } from '../process/terminal-session.ts'
import { signalName } from '../process/signals.ts'
import { TerminalInput } from './terminal-input.ts'

export interface TerminalProcess {
  /** What is typed. Its end is the end of file of the terminal. */
  readonly input: Writable
  readonly exit: Promise<ProcessExit>
  /** All that it writes, in order, until it is paused. */
  onoutput(listener: (bytes: Uint8Array) => void): void
  pause(): void
  resume(): void
  resize(columns: number, rows: number): void
  signal(signal: NodeJS.Signals): void
  /** Ends all that runs on the terminal. */
  end(): Promise<void>
}

export interface TerminalProcessOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly shape: TerminalShape
}

/** @throws TERMINAL_UNAVAILABLE, EXEC_FAILED */
export async function startTerminalProcess(options: TerminalProcessOptions): Promise<TerminalProcess> {
  const { spawn } = await import('@lydell/node-pty').catch((cause: unknown) => {
    throw RemoteErrors.TERMINAL_UNAVAILABLE({}, { cause })
  })
  const { command, args, env, shape } = options
  try {
    const pty = spawn(command, [...args], {
      ...{ name: env['TERM'] ?? 'dumb', ...sizeOf(shape.columns, shape.rows) },
      ...{ cwd: homedir(), env, encoding: null },
    })
    return wrap(pty)
  } catch (error) {
    throw RemoteErrors.EXEC_FAILED({ command, reason: (error as Error).message })
  }
}

/** The kernel takes a size of 0, and programs divide by it. */
function sizeOf(columns: number, rows: number): { cols: number; rows: number } {
  return { cols: Math.max(1, columns), rows: Math.max(1, rows) }
}

/**
 * What node-pty 1.1 has inside: see terminal-input.ts for why its own `write` is not used. Pinned by
 * test/shell/shell.test.ts.
 */
interface PtyInside {
  /** The terminal's master, which does not block. */
  readonly fd: number
  /** What reads it, and closes it. */
  readonly _socket: { readonly destroyed: boolean; once(event: 'close', listener: () => void): void }
  on(event: 'error', listener: () => void): void
}

function wrap(pty: IPty): TerminalProcess {
  const inside = pty as unknown as PtyInside
  // With fewer listeners it throws what reading from a terminal that is gone says.
  for (let count = 0; count < 2; count++) inside.on('error', () => undefined)
  // It is opened without close-on-exec. A number that is used again meanwhile is of something that children do not get anyway.
  const held = holdFromChildren(inside.fd)
  inside._socket.once('close', () => held[Symbol.dispose]())
  let isOver = false
  const input = new TerminalInput(inside.fd, () => isOver || inside._socket.destroyed)
  const exit = new Promise<ProcessExit>((resolve) => {
    pty.onExit(({ exitCode, signal = 0 }) => {
      isOver = true
      input.destroy()
      const name = signalName(signal)
      resolve(name === null ? { kind: 'code', code: exitCode } : { kind: 'signal', signal: name })
    })
  })
  return {
    input,
    exit,
    // Its type says text; without an encoding these are bytes.
    onoutput: (listener) => void pty.onData((bytes) => listener(bytes as unknown as Uint8Array)),
    pause: () => pty.pause(),
    resume: () => pty.resume(),
    resize(columns, rows) {
      // Its file is closed some time before it says that it has exited; a resize throws then, or is another file's.
      if (isOver || inside._socket.destroyed) return
      const size = sizeOf(columns, rows)
      pty.resize(size.cols, size.rows)
    },
    signal(signal) {
      if (!isOver) pty.kill(signal)
    },
    end: () => endTerminalSession(pty.pid),
  }
}
