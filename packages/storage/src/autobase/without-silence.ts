/** Work on blocks that others have, given up when none comes for a while. A slow line may take long as long as something comes. */

export interface Listening {
  /** Called for each block that is here. */
  readonly onblock: () => void
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal
}

/** @throws Error when `work` tells of nothing for `ms`; what `work` throws */
export async function withoutSilence<T>(ms: number, work: (listening: Listening) => Promise<T>): Promise<T> {
  const ending = new AbortController()
  const { promise: silence, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no block came for ${ms} ms`)), ms)
  try {
    return await Promise.race([work({ onblock: () => timer.refresh(), signal: ending.signal }), silence])
  } finally {
    clearTimeout(timer)
    ending.abort()
  }
}
