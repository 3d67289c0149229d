/** A call to the node as the state of a form: running, failed with a named error, or neither. */
import { toComiceError } from '@comice/client'
import type { ComiceError } from '@comice/protocol'
import { useEffect, useRef, useState } from 'react'

export interface Submit<Input> {
  readonly isRunning: boolean
  readonly error: ComiceError | null
  run(input: Input): void
  reset(): void
}

/** `call` runs at most once at a time; `onDone` gets its result unless the form is gone by then. */
export function useSubmit<Input, Output>(
  call: (input: Input) => Promise<Output>,
  onDone: (output: Output) => void,
): Submit<Input> {
  const [state, setState] = useState<{ isRunning: boolean; error: ComiceError | null }>({
    isRunning: false,
    error: null,
  })
  const isShown = useRef(true)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])

  const run = async (input: Input) => {
    if (state.isRunning) return
    setState({ isRunning: true, error: null })
    try {
      const output = await call(input)
      if (!isShown.current) return
      setState({ isRunning: false, error: null })
      onDone(output)
    } catch (error) {
      if (isShown.current) setState({ isRunning: false, error: toComiceError(error) })
    }
  }
  return {
    ...state,
    run: (input) => void run(input),
    reset: () => setState({ isRunning: false, error: null }),
  }
}
