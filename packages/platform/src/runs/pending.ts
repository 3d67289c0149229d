/** Things that are waited for once, and forgotten after a while: questions to the user, tickets of runs. */

export class Pending<Value> {
  readonly #values = new Map<string, { value: Value; timer: NodeJS.Timeout }>()
  readonly #lifeMs: number
  readonly #onexpire: (value: Value) => void

  constructor(lifeMs: number, onexpire: (value: Value) => void = () => undefined) {
    this.#lifeMs = lifeMs
    this.#onexpire = onexpire
  }

  put(id: string, value: Value): void {
    const timer = setTimeout(() => {
      this.#values.delete(id)
      this.#onexpire(value)
    }, this.#lifeMs)
    timer.unref()
    this.#values.set(id, { value, timer })
  }

  /** Gives it, once. */
  take(id: string): Value | null {
    const found = this.#values.get(id)
    if (found === undefined) return null
    clearTimeout(found.timer)
    this.#values.delete(id)
    return found.value
  }

  /** Takes all of them. */
  drain(): Value[] {
    return [...this.#values.keys()].flatMap((id) => this.take(id) ?? [])
  }
}
