/** A step of the tour: what it does, whether that held, and how long it took. */
import { styleText } from 'node:util'
import { unlessAborted } from './interruption.ts'
import { columnsOf, wrapWords } from './wrap-words.ts'

/** Where texts begin: behind a mark and how long it took. */
const TEXT_COLUMN = 12

/** What a step has found, as a sentence, and what later steps need of it. */
export interface Outcome<Value> {
  readonly found: string
  readonly value: Value
}

/** Counts what passed and prints each step as it ends. */
export class Steps {
  readonly #interruption: AbortSignal
  #passed = 0
  #total = 0

  constructor(interruption: AbortSignal) {
    this.#interruption = interruption
  }

  get passed(): number {
    return this.#passed
  }

  get total(): number {
    return this.#total
  }

  /**
   * Runs a step; `work` returns what was found, or throws when it does not hold. The error ends the tour.
   *
   * @throws what `work` throws, or the reason of the interruption
   */
  async run<Value>(title: string, work: () => Promise<Outcome<Value>>): Promise<Value> {
    this.#total += 1
    const startedAt = performance.now()
    if (process.stdout.isTTY) {
      // One row, or the line that takes its place would leave a part of it.
      const going = `…${' '.repeat(TEXT_COLUMN - 1)}${title}`.slice(0, columnsOf(process.stdout) - 1)
      process.stdout.write(styleText('dim', going))
    }
    try {
      const { found, value } = await unlessAborted(this.#interruption, work)
      this.#passed += 1
      this.#print(styleText('green', '✓'), `${title}: ${found}`, startedAt)
      return value
    } catch (error) {
      this.#print(styleText('red', '✗'), title, startedAt)
      throw error
    }
  }

  #print(mark: string, text: string, startedAt: number): void {
    const took = `${Math.round(performance.now() - startedAt)} ms`.padStart(8)
    // Over the line that said what was being done.
    const start = process.stdout.isTTY ? '\r\u001B[K' : ''
    const rows = wrapWords(text, { columns: columnsOf(process.stdout), at: TEXT_COLUMN })
    process.stdout.write(`${start}${mark} ${styleText('dim', took)}  ${rows}\n`)
  }
}

/** Throws when what a step found is not what it says. */
export function expectThat(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise)
}
