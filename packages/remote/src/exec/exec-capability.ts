/**
 * Commands for others. A command is a program with arguments; no shell reads it. Its stdin, stdout and stderr are lanes of their
 * own, it leads a process group, and that group ends with the session: what a caller started does not outlive it.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { homedir } from 'node:os'
import process from 'node:process'
import type { Duplex } from 'node:stream'
import { coverHeld } from '@comice/core/descriptors'
import { isComiceError } from '@comice/protocol'
import { RemoteErrors } from '../errors.ts'
import { encodeExit, exitText, type ProcessExit } from '../process/exit-frame.ts'
import { ProcessGroup } from '../process/process-group.ts'
import { sessionEnv, terminalEnv } from '../process/session-env.ts'
import { decodeSignal } from '../process/signals.ts'
import type { Capability, Ending, Seat, Started } from '../session/capability.ts'
import { FRAMES, STDERR, STDIN, STDOUT } from '../session/frame.ts'
import { FramedStream } from '../session/framed-stream.ts'
import { encodeError } from '../session/error-bytes.ts'
import { sayGoodbye } from '../session/say-goodbye.ts'
import { Shell } from '../shell/shell.ts'
import { startTerminalProcess } from '../terminal/terminal-process.ts'
import { decodeExec, type ExecParams, type TerminalShape } from './exec-params.ts'

export const execCapability: Capability = {
  name: 'exec',
  read(bytes) {
    const params = decodeExec(bytes)
    if (params === null) return null
    const [command] = params.argv
    const start = (seat: Seat) =>
      params.terminal === null ? startExec(params, seat) : startOnTerminal(params, params.terminal, seat)
    return { scope: command, what: command, hasProcess: true, start }
  },
}

async function startExec({ argv: [command, ...args], env: sent }: ExecParams, seat: Seat): Promise<Started> {
  const { id: session, device, ending } = seat
  const child = await spawned(command, args, sessionEnv({ sent, session, device }))
  // Pipes to it may break at any time, when it ends.
  for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.on('error', () => undefined)
  const running = new RunningCommand(child, ending)
  return running
}

/** As a shell that ends with its stream. */
async function startOnTerminal(
  { argv: [command, ...args], env: sent }: ExecParams,
  shape: TerminalShape,
  { id, device, ending }: Seat,
): Promise<Started> {
  const env = terminalEnv({ sent, session: id, device, kind: shape.kind })
  const terminal = await startTerminalProcess({ command, args, env, shape })
  const onend = () => undefined
  const shell = new Shell({ id, device, terminal, startedAt: 0, keeps: false, onend })
  return {
    discard: () => shell.end(RemoteErrors.REMOTE_CUT({ peer: 'the caller' })),
    run: (bytes) => shell.attach(bytes, { seen: 0, ending }),
    get counts() {
      return shell.counts
    },
  }
}

/** @throws EXEC_NOT_FOUND, EXEC_FAILED */
async function spawned(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<ChildProcessWithoutNullStreams> {
  try {
    const child = spawn(command, args, {
      cwd: homedir(),
      env,
      // A session of its own, which it leads: so no terminal of the node is theirs, and all of it can be ended.
      detached: process.platform !== 'win32',
      stdio: coverHeld(['pipe', 'pipe', 'pipe']),
      windowsHide: true,
    })
    await once(child, 'spawn')
    // The first three are pipes.
    return child as ChildProcessWithoutNullStreams
  } catch (error) {
    // Some reasons are thrown at once, such as an argument that is too long for the system.
    throw spawnError(command, error)
  }
}

function spawnError(command: string, error: unknown): Error {
  const { code = 'unknown' } = error as NodeJS.ErrnoException
  return code === 'ENOENT'
    ? RemoteErrors.EXEC_NOT_FOUND({ command })
    : RemoteErrors.EXEC_FAILED({ command, reason: code })
}

class RunningCommand implements Started {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #group: ProcessGroup
  readonly #ending: AbortSignal
  readonly #exit: Promise<ProcessExit>
  #frames: FramedStream | null = null

  constructor(child: ChildProcessWithoutNullStreams, ending: AbortSignal) {
    this.#child = child
    this.#group = new ProcessGroup(child.pid ?? 0)
    this.#ending = ending
    this.#exit = new Promise((resolve) => {
      child.once('exit', (code, signal) =>
        resolve(code === null ? { kind: 'signal', signal: withoutSig(signal) } : { kind: 'code', code }),
      )
    })
  }

  get counts(): { readonly in: number; readonly out: number } {
    const { read = 0, written = 0 } = this.#frames?.counts ?? {}
    return { in: read, out: written }
  }

  discard(): void {
    void this.#group.end()
    this.#close()
  }

  async run(bytes: Duplex): Promise<Ending> {
    const ending = await this.#serve(bytes)
    this.#close()
    return ending
  }

  async #serve(bytes: Duplex): Promise<Ending> {
    const frames = new FramedStream({
      bytes,
      reads: [STDIN],
      writes: [STDOUT, STDERR],
      oncontrol: (kind, payload) => kind === FRAMES.SIGNAL && this.#signal(payload),
    })
    this.#frames = frames
    const written = this.#join(frames)
    const outcome = await Promise.race([this.#exit, frames.closed, aborted(this.#ending)])
    if (outcome !== null && 'kind' in outcome) return this.#hasExited(frames, outcome, written)
    const error = outcome ?? RemoteErrors.REMOTE_CUT({ peer: 'the caller' })
    await this.#group.end()
    frames.control(FRAMES.ERROR, encodeError(error))
    await sayGoodbye(frames)
    return { how: isComiceError(error) ? error.code : 'INTERNAL' }
  }

  /** Its exit is told at once, whether or not its output is taken; what it left behind ends. */
  async #hasExited(frames: FramedStream, exit: ProcessExit, written: Promise<unknown>): Promise<Ending> {
    frames.control(FRAMES.EXIT, encodeExit(exit))
    await this.#group.end()
    await Promise.race([written, frames.closed, aborted(this.#ending)])
    await sayGoodbye(frames)
    return { how: exitText(exit) }
  }

  /** Resolves when all of its output is sent. */
  #join(frames: FramedStream): Promise<unknown> {
    const { stdin, stdout, stderr } = this.#child
    const input = frames.reader(STDIN)
    input.pipe(stdin)
    // Nobody reads it any more: what still comes is dropped, or the caller would wait for room for ever.
    stdin.once('close', () => input.destroy())
    const out = stdout.pipe(frames.writer(STDOUT))
    const err = stderr.pipe(frames.writer(STDERR))
    return Promise.all([finished(out), finished(err)])
  }

  /** What left the group may hold the other ends of its pipes for ever; ours are closed. */
  #close(): void {
    for (const pipe of this.#child.stdio) pipe?.destroy()
  }

  #signal(payload: Uint8Array): boolean {
    const signal = decodeSignal(payload)
    if (signal !== null) this.#group.signal(signal)
    return signal !== null
  }
}

function withoutSig(signal: NodeJS.Signals | null): string {
  return (signal ?? 'SIGKILL').slice('SIG'.length)
}

function finished(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('finish', resolve)
    stream.once('close', resolve)
  })
}

/** Resolves with the reason, an error of ours. */
function aborted(signal: AbortSignal): Promise<Error> {
  return new Promise((resolve) => {
    const tell = () => resolve(signal.reason as Error)
    if (signal.aborted) tell()
    else signal.addEventListener('abort', tell, { once: true })
  })
}
