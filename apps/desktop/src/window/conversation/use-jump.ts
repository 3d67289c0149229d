/** Leads to a message further up, which may have to be loaded first. */
import { type RefObject, useCallback, useEffect, useState } from 'react'
import { FLASH_MS } from '../constants.ts'
import type { Place } from './room-context.ts'
import { focusMessage } from './use-message-keys.ts'

interface Jump {
  readonly flashed: string | null
  readonly jump: (place: Place) => void
}

interface JumpParts {
  readonly list: RefObject<HTMLElement | null>
  readonly loadTo: (seq: number) => Promise<void>
  readonly letGo: () => void
}

export function useJump({ list, loadTo, letGo }: JumpParts): Jump {
  const [flashed, setFlashed] = useState<string | null>(null)
  const show = useCallback(
    (id: string) => {
      const message = list.current?.querySelector(`[data-id="${CSS.escape(id)}"]`) ?? null
      if (message === null) return false
      letGo()
      message.scrollIntoView({ block: 'center' })
      focusMessage(list.current, id)
      setFlashed(id)
      return true
    },
    [letGo, list],
  )
  const jump = useCallback(
    ({ id, seq }: Place) => {
      if (show(id)) return
      letGo()
      // Two frames on what was loaded is laid out.
      void loadTo(seq).then(() => requestAnimationFrame(() => requestAnimationFrame(() => show(id))))
    },
    [letGo, loadTo, show],
  )
  useEffect(() => {
    if (flashed === null) return
    const timer = setTimeout(() => setFlashed(null), FLASH_MS)
    return () => clearTimeout(timer)
  }, [flashed])
  return { flashed, jump }
}
