/** What has to end when a command does, last begun first. `AsyncDisposableStack` is younger than Node 20. */
export class Endings implements AsyncDisposable {
  readonly #endings: (() => unknown)[] = []

  defer(end: () => unknown): void {
    this.#endings.push(end)
  }

  /** Runs all of them, whatever one throws; the first error is thrown at the end. */
  async [Symbol.asyncDispose](): Promise<void> {
    const errors: unknown[] = []
    for (const end of this.#endings.splice(0).reverse()) {
      try {
        await end()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }
}
