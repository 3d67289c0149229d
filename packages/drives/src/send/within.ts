/** Resolves with the promise, or after `timeoutMs`. */
export async function within(promise: Promise<void>, timeoutMs: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, timeoutMs)
  await Promise.race([promise, late])
  clearTimeout(timer)
}
