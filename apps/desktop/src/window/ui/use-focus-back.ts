import { type RefObject, useLayoutEffect } from 'react'

/**
 * When what has the focus goes away, gives it back to where that stood: to the last button before it, or to what it stood
 * in. Left to the browser it is nowhere, and the next Escape or Tab goes astray.
 */
export function useFocusBack(ref: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const gone = ref.current
    const home = gone?.parentElement ?? null
    if (gone === null || home === null) return
    return () => {
      if (!gone.contains(document.activeElement)) return
      // What opened it may come back in the same change.
      queueMicrotask(() => {
        const button = [...home.querySelectorAll<HTMLElement>('button')].at(-1)
        ;(button ?? home.closest<HTMLElement>('[tabindex]'))?.focus()
      })
    }
  }, [ref])
}
