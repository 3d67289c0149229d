/** A process with all that it started, as far as that stayed in its group: what a session has, and what ends with it. */
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { GROUP_POLL_MS, KILL_GRACE_MS } from '../constants.ts'

export class ProcessGroup {
  readonly #pid: number
  /** From then on the number may be another group's. */
  #isGone = false

  /** @param pid of a process that leads a group of its own */
  constructor(pid: number) {
    this.#pid = pid
  }

  /** Nothing happens when nobody is left. */
  signal(signal: NodeJS.Signals): void {
    this.#kill(signal)
  }

  /** Politely, and then not. Resolves when nobody is left, or after the second. */
  async end(): Promise<void> {
    this.#kill('SIGHUP')
    // What was stopped hears nothing before it goes on.
    this.#kill('SIGCONT')
    this.#kill('SIGTERM')
    for (let waited = 0; waited < KILL_GRACE_MS && this.#kill(0); waited += GROUP_POLL_MS)
      await pause(GROUP_POLL_MS)
    this.#kill('SIGKILL')
    this.#isGone = true
  }

  /** False when nobody is left. */
  #kill(signal: NodeJS.Signals | 0): boolean {
    if (this.#isGone) return false
    try {
      // Windows has no groups; there the process alone is ended.
      return process.kill(process.platform === 'win32' ? this.#pid : -this.#pid, signal)
    } catch (error) {
      this.#isGone = (error as NodeJS.ErrnoException).code === 'ESRCH'
      return false
    }
  }
}
