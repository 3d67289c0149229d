/**
 * A shell that goes on without its stream: its device may lose the network and come back. It is one device's, hangs on its
 * grant, and ends when nobody came back for a while.
 */
import type { Duplex } from 'node:stream'
import { GOODBYE_TIMEOUT_MS, SHELL_KEEP_MS } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import type { TerminalShape } from '../exec/exec-params.ts'
import { encodeExit, exitText, type ProcessExit } from '../process/exit-frame.ts'
import { decodeSignal } from '../process/signals.ts'
import type { Ending } from '../session/capability.ts'
import { encodeError } from '../session/error-bytes.ts'
import { FRAMES, type FrameKind, STDIN, STDOUT } from '../session/frame.ts'
import { FramedStream } from '../session/framed-stream.ts'
import { sayGoodbye } from '../session/say-goodbye.ts'
import type { TerminalProcess } from '../terminal/terminal-process.ts'
import { Scrollback } from './scrollback.ts'

export interface ShellParts {
  readonly id: string
  /** Z32. */
  readonly device: string
  readonly terminal: TerminalProcess
  /** Unix time in ms. */
  readonly startedAt: number
  /** False: it ends with its stream. */
  readonly keeps: boolean
  /** It is over. */
  readonly onend: () => void
}

export class Shell {
  readonly id: string
  readonly device: string
  readonly startedAt: number
  /** Resolves when nothing of it runs any more. */
  readonly closed: Promise<void>
  readonly #terminal: TerminalProcess
  readonly #keeps: boolean
  readonly #scrollback = new Scrollback()
  readonly #ended = Promise.withResolvers<void>()
  /** How it is over: its program has exited, or it was ended. */
  #result: ProcessExit | Error | null = null
  #attached: FramedStream | null = null
  #timer: NodeJS.Timeout | null = null
  #bytesIn = 0

  constructor({ id, device, terminal, startedAt, keeps, onend }: ShellParts) {
    this.id = id
    this.device = device
    this.startedAt = startedAt
    this.#terminal = terminal
    this.#keeps = keeps
    terminal.onoutput((bytes) => this.#show(bytes))
    void terminal.exit.then((exit) => this.#finish(exit))
    this.closed = this.#ended.promise.then(() => {
      if (this.#timer !== null) clearTimeout(this.#timer)
      onend()
      // What its jobs left on the terminal.
      return terminal.end()
    })
  }

  get isAttached(): boolean {
    return this.#attached !== null
  }

  get counts(): { readonly in: number; readonly out: number } {
    return { in: this.#bytesIn + (this.#attached?.counts.read ?? 0), out: this.#scrollback.total }
  }

  /** How it is over, for the audit log; null while it goes on. */
  get how(): string | null {
    const result = this.#result
    if (result === null) return null
    return result instanceof Error ? ((result as { code?: string }).code ?? 'INTERNAL') : exitText(result)
  }

  /** Its device may have come back with another terminal. */
  reshape({ columns, rows }: TerminalShape): void {
    this.#terminal.resize(columns, rows)
  }

  /** Ends it, and tells whoever is attached why. */
  end(reason: Error): void {
    this.#finish(reason)
  }

  /** Serves it on a stream, from where its caller has seen it, until one of both is over. */
  async attach(bytes: Duplex, { seen, ending }: { seen: number; ending: AbortSignal }): Promise<Ending> {
    const frames = new FramedStream({
      ...{ bytes, reads: [STDIN], writes: [STDOUT] },
      oncontrol: (kind, payload) => this.#control(kind, payload),
    })
    this.#take(frames)
    const end = () => this.end(ending.reason as Error)
    ending.addEventListener('abort', end, { once: true })
    if (ending.aborted) end()
    const before = this.#scrollback.since(seen)
    const writer = frames.writer(STDOUT)
    if (before.byteLength > 0) writer.write(before)
    writer.on('drain', () => this.#attached === frames && this.#terminal.resume())
    this.#terminal.resume()
    frames.reader(STDIN).pipe(this.#terminal.input, { end: !this.#keeps })
    await Promise.race([this.#ended.promise, frames.closed])
    ending.removeEventListener('abort', end)
    this.#bytesIn += frames.counts.read
    if (this.#attached === frames) this.#attached = null
    const result = this.#result
    if (result === null) return this.#hasBroken()
    return result instanceof Error ? this.#wasEnded(frames, result) : this.#hasExited(frames, result)
  }

  #finish(result: ProcessExit | Error): void {
    this.#result ??= result
    this.#ended.resolve()
  }

  async #hasExited(frames: FramedStream, exit: ProcessExit): Promise<Ending> {
    const writer = frames.writer(STDOUT)
    frames.control(FRAMES.EXIT, encodeExit(exit))
    const written = new Promise((resolve) => writer.end(resolve))
    // A slow way may take as long as it needs; one that takes nothing is cut.
    let before = frames.counts.written
    const timer = setInterval(() => {
      const now = frames.counts.written
      if (now === before) frames.destroy()
      before = now
    }, GOODBYE_TIMEOUT_MS)
    await Promise.race([written, frames.closed])
    clearInterval(timer)
    await sayGoodbye(frames)
    return { how: exitText(exit) }
  }

  async #wasEnded(frames: FramedStream, reason: Error): Promise<Ending> {
    await this.#terminal.end()
    frames.control(FRAMES.ERROR, encodeError(reason))
    await sayGoodbye(frames)
    return { how: this.how ?? 'INTERNAL' }
  }

  /** Its stream is gone, and it goes on. */
  #hasBroken(): Ending {
    if (this.#attached !== null) return { how: 'taken over' }
    if (!this.#keeps) this.end(RemoteErrors.REMOTE_CUT({ peer: 'the caller' }))
    else this.#wait()
    return { how: this.#keeps ? 'detached' : 'REMOTE_CUT' }
  }

  #wait(): void {
    // One that was taken over may be gone only after the one that took it.
    if (this.#timer !== null) clearTimeout(this.#timer)
    // It goes on writing, into what is kept.
    this.#terminal.resume()
    this.#timer = setTimeout(() => this.end(RemoteErrors.SHELL_LEFT({})), SHELL_KEEP_MS)
  }

  #take(frames: FramedStream): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const before = this.#attached
    this.#attached = frames
    if (before === null) return
    before.reader(STDIN).unpipe(this.#terminal.input)
    before.control(FRAMES.ERROR, encodeError(RemoteErrors.SHELL_TAKEN({})))
    void sayGoodbye(before)
  }

  #show(bytes: Uint8Array): void {
    this.#scrollback.push(bytes)
    const attached = this.#attached
    if (attached !== null && !attached.writer(STDOUT).write(bytes)) this.#terminal.pause()
  }

  #control(kind: FrameKind, payload: Uint8Array): boolean {
    if (kind === FRAMES.RESIZE && payload.byteLength === 4) {
      const view = new DataView(payload.buffer, payload.byteOffset, 4)
      this.#terminal.resize(view.getUint16(0), view.getUint16(2))
      return true
    }
    const signal = kind === FRAMES.SIGNAL ? decodeSignal(payload) : null
    if (signal !== null) this.#terminal.signal(signal)
    return signal !== null
  }
}
