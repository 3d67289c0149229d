/**
 * Applies `job` to items, several at a time, and gives the results in order. A failure is thrown where its result would
 * have come. What was begun when the reader leaves is waited for.
 */
export async function* mapAhead<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  ahead: number,
  job: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = []
  try {
    for await (const item of items) {
      const result = job(item)
      result.catch(() => undefined)
      running.push(result)
      if (running.length < ahead) continue
      const first = running.shift()
      if (first !== undefined) yield await first
    }
    for (let next = running.shift(); next !== undefined; next = running.shift()) yield await next
  } finally {
    await Promise.allSettled(running)
  }
}

/** Runs `job` for items, `parallel` at a time. A failure stops the others at their next item, and is thrown at the end. */
export async function inParallel<T>(
  items: AsyncIterable<T> | Iterable<T>,
  parallel: number,
  job: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>()
  const failures: unknown[] = []
  try {
    for await (const item of items) {
      if (failures.length > 0) break
      const task = job(item).then(
        () => void running.delete(task),
        (error: unknown) => {
          running.delete(task)
          failures.push(error)
        },
      )
      running.add(task)
      if (running.size >= parallel) await Promise.race(running)
    }
  } finally {
    await Promise.all(running)
  }
  if (failures.length > 0) throw failures[0]
}
