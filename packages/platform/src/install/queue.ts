/** Runs jobs of one name one after the other, whatever becomes of them. */
export type Queue = <T>(name: string, job: () => Promise<T>) => Promise<T>

export function createQueue(): Queue {
  const last = new Map<string, Promise<unknown>>()
  return async (name, job) => {
    const before = last.get(name) ?? Promise.resolve()
    const running = before.then(job, job)
    last.set(name, running)
    try {
      return await running
    } finally {
      if (last.get(name) === running) last.delete(name)
    }
  }
}
