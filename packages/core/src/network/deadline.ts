/** Waiting that ends. */

/** Resolves after `ms`, or when `signal` aborts. The timer alone does not keep the process alive. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    timer.unref()
    signal?.addEventListener('abort', end, { once: true })
  })
}

/**
 * Awaits `work` for at most `ms`: true when it ended in time, false when it did not or failed. A failure of `work` is
 * the caller's to handle where it was started; here it only means that nothing more will come of it.
 */
export function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    const settle = (done: boolean) => {
      clearTimeout(timer)
      resolve(done)
    }
    work.then(
      () => settle(true),
      () => settle(false),
    )
  })
}
