/** A subscription of the node as React state. */
import type { ComiceError } from '@comice/protocol'
import { useEffect, useState } from 'react'
import type { Subscribable } from '../connection/subscribe.ts'
import { toComiceError } from '../errors.ts'

export interface Subscribed<Value> {
  /** The newest value, or null before the first. */
  readonly value: Value | null
  /** Why it ended, or null while it runs. */
  readonly error: ComiceError | null
}

/** Subscribes while mounted; `input` is compared by its JSON. Pass null to subscribe to nothing. */
export function useSubscription<Input, Value>(
  procedure: Subscribable<Input, Value>,
  input: Input | null,
): Subscribed<Value> {
  const key = JSON.stringify(input)
  const [state, setState] = useState<Subscribed<Value> & { key: string }>({ key, value: null, error: null })
  useEffect(() => {
    if (key === 'null') return
    const subscription = procedure.subscribe(JSON.parse(key) as Input, {
      onData: (value) => setState({ key, value, error: null }),
      onError: (error) => setState(({ value }) => ({ key, value, error: toComiceError(error) })),
      onComplete: () => undefined,
      onStopped: () => undefined,
    })
    return () => subscription.unsubscribe()
    // tRPC's proxy makes a new procedure object at each access; the input alone decides.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see the line above
  }, [key])
  return state.key === key ? state : { value: null, error: null }
}
