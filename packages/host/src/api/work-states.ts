/** Long work as a subscription: how far it is, then what came of it. */

export type WorkState<Progress, Value> =
  | { readonly kind: 'working'; readonly progress: Progress | null }
  | { readonly kind: 'done'; readonly value: Value }

/**
 * Runs `work`, which tells its progress, and yields the newest whenever the reader is ready, then the result. Leaving
 * the iteration aborts the work. @throws what `work` throws
 */
export async function* workStates<Progress, Value>(
  ending: AbortSignal,
  work: (onprogress: (progress: Progress) => void, signal: AbortSignal) => Promise<Value>,
): AsyncGenerator<WorkState<Progress, Value>> {
  const left = new AbortController()
  const signal = AbortSignal.any([ending, left.signal])
  let progress: Progress | null = null
  let isDone = false
  let wake = () => {}
  const tell = (isLast: boolean) => {
    isDone ||= isLast
    wake()
  }
  const working = work((next) => {
    progress = next
    tell(false)
  }, signal).finally(() => tell(true))
  working.catch(() => undefined)
  try {
    let told: Progress | null = null
    yield { kind: 'working', progress: null }
    while (!isDone && !ending.aborted) {
      if (progress === told) await new Promise<void>((resolve) => (wake = resolve))
      if (progress === told) continue
      told = progress
      yield { kind: 'working', progress: told }
    }
    yield { kind: 'done', value: await working }
  } finally {
    left.abort()
  }
}
