/** A promise and the two functions that settle it. `Promise.withResolvers` for Node 20. */
export interface Deferred<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

/** Makes a promise that others settle. */
export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<T>((onvalue, onerror) => {
    resolve = onvalue
    reject = onerror
  })
  return { promise, resolve, reject }
}
