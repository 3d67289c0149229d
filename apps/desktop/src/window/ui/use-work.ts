/** Long work of the node as the state of a dialog: how far it is, what came of it, or why it failed. */
import { type Subscribable, subscribe, toComiceError } from '@comice/client'
import type { WorkState } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useEffect, useRef, useState } from 'react'

export interface Work<Input, Progress> {
  readonly isRunning: boolean
  readonly progress: Progress | null
  readonly error: ComiceError | null
  run(input: Input): void
  /** Ends it; what it has done by then stays. */
  stop(): void
}

/** One at a time. It is ended when its dialog goes. */
export function useWork<Input, Progress, Value>(
  procedure: Subscribable<Input, WorkState<Progress, Value>>,
  onDone: (value: Value) => void,
): Work<Input, Progress> {
  const [state, setState] = useState<Omit<Work<Input, Progress>, 'run' | 'stop'>>(IDLE)
  const working = useRef<AbortController | null>(null)
  useEffect(() => () => working.current?.abort(), [])

  const run = async (input: Input) => {
    working.current?.abort()
    const { signal } = (working.current = new AbortController())
    setState({ ...IDLE, isRunning: true })
    try {
      for await (const step of subscribe(procedure, input, { signal })) {
        if (step.kind === 'working') setState({ ...IDLE, isRunning: true, progress: step.progress })
        else {
          setState(IDLE)
          onDone(step.value)
        }
      }
    } catch (error) {
      if (!signal.aborted) setState({ ...IDLE, error: toComiceError(error) })
    }
  }
  return {
    ...state,
    run: (input) => void run(input),
    stop: () => {
      working.current?.abort()
      setState(IDLE)
    },
  }
}

const IDLE = { isRunning: false, progress: null, error: null } as const
