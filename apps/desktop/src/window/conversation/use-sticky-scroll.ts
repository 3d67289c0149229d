/** A list that follows its end while one is there, and stays where one reads otherwise, also when it grows above. */
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { LOAD_NEAR_PX, STICK_PX } from '../constants.ts'

/** What a person scrolls with. */
const SCROLLING_INPUTS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

export interface StickyScroll {
  readonly list: RefObject<HTMLDivElement | null>
  readonly isAtEnd: boolean
  readonly onScroll: () => void
  readonly toEnd: () => void
  /** Somebody is led elsewhere: the end is not followed until they are there again. */
  readonly letGo: () => void
}

interface Watched {
  /** Names the first and the last item; a change of the first means that the list grew above. */
  readonly first: string | undefined
  readonly last: string | undefined
  /** What is shown after the last item, for instance unsent messages. */
  readonly tail: unknown
  /** Whether the last item is the end; else more come below it. */
  readonly hasEnd: boolean
  readonly onNearStart: () => void
  readonly onNearEnd: () => void
}

export function useStickyScroll({ first, last, tail, ...watched }: Watched): StickyScroll {
  const { hasEnd, onNearStart, onNearEnd } = watched
  const list = useRef<HTMLDivElement>(null)
  const before = useRef<{ first: string | undefined; height: number }>({ first: undefined, height: 0 })
  const isStuck = useRef(true)
  /** The end was asked for, and nobody has scrolled since: what still moves the list is an earlier scroll's rest. */
  const isAsked = useRef(false)
  const [isAtEnd, setAtEnd] = useState(true)

  const toEnd = useCallback(() => {
    const element = list.current
    if (element === null) return
    element.scrollTop = element.scrollHeight
    isStuck.current = true
    isAsked.current = true
    setAtEnd(true)
  }, [])

  const letGo = useCallback(() => {
    isStuck.current = false
    isAsked.current = false
    setAtEnd(false)
  }, [])

  useLayoutEffect(() => {
    const element = list.current
    if (element === null) return
    const { scrollHeight } = element
    if (isStuck.current) element.scrollTop = scrollHeight
    else if (before.current.first !== first) element.scrollTop += scrollHeight - before.current.height
    before.current = { first, height: scrollHeight }
  }, [first, last, tail])

  useLayoutEffect(() => {
    const element = list.current
    if (element === null) return
    // The window gets smaller, the composer taller, a message unfolds.
    const observer = new ResizeObserver(() => {
      if (isStuck.current) element.scrollTop = element.scrollHeight
      before.current.height = element.scrollHeight
    })
    observer.observe(element)
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild)
    return () => observer.disconnect()
  }, [])

  useLayoutEffect(() => {
    const element = list.current
    if (element === null) return
    const stopAsking = () => (isAsked.current = false)
    for (const input of SCROLLING_INPUTS) element.addEventListener(input, stopAsking, { passive: true })
    return () => {
      for (const input of SCROLLING_INPUTS) element.removeEventListener(input, stopAsking)
    }
  }, [])

  const onScroll = () => {
    const element = list.current
    if (element === null) return
    // A browser scrolls to where a key leads step by step, and goes on with that after the list was set to its end.
    if (isAsked.current) element.scrollTop = element.scrollHeight
    const below = element.scrollHeight - element.scrollTop - element.clientHeight
    isStuck.current = below < STICK_PX && (hasEnd || isAsked.current)
    setAtEnd(isStuck.current)
    if (element.scrollTop < LOAD_NEAR_PX) onNearStart()
    if (below < LOAD_NEAR_PX && !hasEnd) onNearEnd()
  }
  return { list, isAtEnd, onScroll, toEnd, letGo }
}
