/** An answer of the node, asked for again whenever something that it depends on has changed. */
import { toComiceError } from '@comice/client'
import type { ComiceError } from '@comice/protocol'
import { useCallback, useEffect, useRef, useState } from 'react'

export interface Answer<Value> {
  /** The newest one; null before the first. */
  readonly value: Value | null
  /** Why there is no newer one. */
  readonly error: ComiceError | null
  readonly askAgain: () => void
}

/** `since` is compared as it is: another value asks anew. An answer that is overtaken by a later question is dropped. */
export function useAnswer<Value>(ask: () => Promise<Value>, since: unknown): Answer<Value> {
  const [state, setState] = useState<Omit<Answer<Value>, 'askAgain'>>({ value: null, error: null })
  const question = useRef(0)
  const latest = useRef(ask)
  useEffect(() => {
    latest.current = ask
  })
  const askAgain = useCallback(() => {
    const mine = (question.current += 1)
    latest.current().then(
      (value) => mine === question.current && setState({ value, error: null }),
      (failure: unknown) =>
        mine === question.current && setState(({ value }) => ({ value, error: toComiceError(failure) })),
    )
  }, [])
  useEffect(() => {
    askAgain()
    return () => {
      question.current += 1
    }
  }, [askAgain, since])
  return { ...state, askAgain }
}
