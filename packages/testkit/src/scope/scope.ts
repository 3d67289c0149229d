/** Things that end together, the newest first. `AsyncDisposableStack` for Node 20. */
export interface Scope extends AsyncDisposable {
  /** Adds something that ends with the scope, and returns it. */
  use<T extends AsyncDisposable>(resource: T): T
  /** Adds what is to be done when the scope ends. */
  defer(dispose: () => unknown): void
}

/** Opens a scope. Its end runs everything, once, and then throws the first error there was. */
export function createScope(): Scope {
  const disposers: (() => unknown)[] = []
  return {
    use(resource) {
      disposers.push(() => resource[Symbol.asyncDispose]())
      return resource
    },
    defer: (dispose) => void disposers.push(dispose),
    async [Symbol.asyncDispose]() {
      const errors: unknown[] = []
      for (let dispose = disposers.pop(); dispose; dispose = disposers.pop()) {
        try {
          await dispose()
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw errors[0]
    },
  }
}

/** Runs `open` with a scope that stays open when it succeeds and ends when it throws. */
export async function withScope<T>(open: (scope: Scope) => Promise<T>): Promise<T> {
  const scope = createScope()
  try {
    return await open(scope)
  } catch (error) {
    await scope[Symbol.asyncDispose]()
    throw error
  }
}
