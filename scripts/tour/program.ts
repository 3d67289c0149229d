/** A command of a person's that runs for a while, and is talked to: `comice` as it is installed. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { END_TIMEOUT_MS, SEEN_TIMEOUT_MS } from './constants.ts'

export class Program implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #ended: Promise<void>
  readonly #lines: string[] = []
  #errors = ''
  #look: () => void = () => undefined

  /** Starts `comice <args>`, for the profile `name` in `home`. */
  constructor(args: readonly string[], { home, name }: { home: string; name: string }) {
    const program = createRequire(import.meta.url).resolve('@comice/terminal/bin')
    const env = { ...process.env, COMICE_HOME: home }
    const child = spawn(process.execPath, [program, '--profile', name, ...args], { env, stdio: 'pipe' })
    this.#child = child
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#errors += error.message
        resolve()
      })
      child.once('close', () => resolve())
    })
    void this.#ended.then(() => this.#look())
    // What is written to one that has ended is nobody's; that it has is seen by `see`.
    child.stdin.on('error', () => undefined)
    child.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()))
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#lines.push(line)
      this.#look()
    })
  }

  say(line: string): void {
    this.#child.stdin.write(`${line}\n`)
  }

  /** Resolves when it has printed this line. @throws when it ends before, or does not in time */
  async see(line: string): Promise<void> {
    const deadline = AbortSignal.timeout(SEEN_TIMEOUT_MS)
    deadline.addEventListener('abort', () => this.#look(), { once: true })
    while (!this.#lines.includes(line)) {
      const { exitCode, signalCode } = this.#child
      const hasEnded = exitCode !== null || signalCode !== null
      if (hasEnded || deadline.aborted) throw new Error(`no line “${line}”: ${this.#errors.trim()}`)
      await new Promise<void>((resolve) => (this.#look = resolve))
    }
  }

  /** Ends it, and with it what it has started. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGTERM')
    const late = setTimeout(() => this.#child.kill('SIGKILL'), END_TIMEOUT_MS)
    await this.#ended
    clearTimeout(late)
  }
}
