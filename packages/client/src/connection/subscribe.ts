/** Subscriptions as async iterables, which is how programs without a page want them. */
import { ClientErrors, toComiceError } from '../errors.ts'

/** What a subscription tells. */
export interface Observer<Value> {
  onData: (value: Value) => void
  onError: (error: unknown) => void
  onComplete: () => void
  onStopped: () => void
}

/** A subscription procedure of the client, for example `client.api.rooms.watch`. */
export interface Subscribable<Input, Value> {
  subscribe(input: Input, observer: Observer<Value>): { unsubscribe(): void }
}

/**
 * Yields what the node sends until it completes or `signal` aborts. Only the newest value waits while the caller is
 * busy: every subscription of the node sends states that are complete in themselves.
 *
 * @throws what the node ended the subscription with, or SUBSCRIPTION_ENDED
 */
export async function* subscribe<Input, Value>(
  procedure: Subscribable<Input, Value>,
  input: Input,
  { signal }: { signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Value> {
  const state: { latest: { value: Value } | null; error: unknown; isDone: boolean } = {
    latest: null,
    error: null,
    isDone: signal?.aborted ?? false,
  }
  let wake = () => {}
  const change = (apply: () => void) => {
    apply()
    wake()
  }
  const onAbort = () => change(() => (state.isDone = true))
  signal?.addEventListener('abort', onAbort)
  const subscription = procedure.subscribe(input, {
    onData: (value) => change(() => (state.latest = { value })),
    onError: (error) => change(() => (state.error = error ?? ClientErrors.SUBSCRIPTION_ENDED({}))),
    onComplete: () => change(() => (state.isDone = true)),
    onStopped: () => change(() => (state.isDone = true)),
  })
  try {
    for (;;) {
      const { latest } = state
      state.latest = null
      if (latest !== null) yield latest.value
      else if (state.error !== null) throw toComiceError(state.error)
      else if (state.isDone) return
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    subscription.unsubscribe()
  }
}
