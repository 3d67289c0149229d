/** A step of the tour: what it does, whether that held, and how long it took. */
import { styleText } from 'node:util'

/** Counts what passed and prints each step as it ends. */
export class Steps {
  #passed = 0
  #total = 0

  get passed(): number {
    return this.#passed
  }

  get total(): number {
    return this.#total
  }

  /** Runs a step; `work` returns what was found, or throws when it does not hold. The error ends the tour. */
  async run<Value>(title: string, work: () => Promise<{ found: string; value: Value }>): Promise<Value> {
    this.#total += 1
    const startedAt = performance.now()
    try {
      const { found, value } = await work()
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
    process.stdout.write(`${mark} ${styleText('dim', took)}  ${text}\n`)
  }
}

/** Throws when what a step found is not what it says. */
export function expectThat(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise)
}
