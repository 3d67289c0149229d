/** Deletions that wait a moment: they take a message from everybody, and nobody can bring it back. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { UNDO_MS } from '../constants.ts'

export interface Removals {
  /** Ids of messages that go in a moment. */
  readonly leaving: ReadonlySet<string>
  readonly start: (id: string) => void
  readonly undo: (id: string) => void
}

/** `remove` is called once for each: after a while, or at once when the room or the window is left. */
export function useRemovals(remove: (id: string) => Promise<unknown>): Removals {
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set())
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>())
  const latest = useRef(remove)
  useEffect(() => {
    latest.current = remove
  })

  const forget = useCallback((id: string) => {
    clearTimeout(timers.current.get(id))
    timers.current.delete(id)
    setLeaving((now) => new Set([...now].filter((one) => one !== id)))
  }, [])
  const commit = useCallback(
    async (id: string) => {
      clearTimeout(timers.current.get(id))
      timers.current.delete(id)
      // It stays marked until it is gone: the text does not come back for a moment.
      await latest.current(id)
      forget(id)
    },
    [forget],
  )
  const start = useCallback(
    (id: string) => {
      if (timers.current.has(id)) return
      timers.current.set(
        id,
        setTimeout(() => void commit(id), UNDO_MS),
      )
      setLeaving((now) => new Set(now).add(id))
    },
    [commit],
  )

  useEffect(() => {
    const waiting = timers.current
    const commitAll = () => {
      for (const id of [...waiting.keys()]) void commit(id)
    }
    window.addEventListener('pagehide', commitAll)
    return () => {
      window.removeEventListener('pagehide', commitAll)
      commitAll()
    }
  }, [commit])
  return useMemo(() => ({ leaving, start, undo: forget }), [leaving, start, forget])
}
