import { type RefObject, useEffect } from 'react'

/**
 * Keeps the focus in a dialog when what had it goes away, as a row of a list does that one is done with: from nowhere, no
 * key would reach the dialog any more, not even Escape.
 */
export function useFocusKept(ref: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const dialog = ref.current
    if (dialog === null) return
    const observer = new MutationObserver(() => {
      const isLost = document.activeElement === null || document.activeElement === document.body
      // Those below another dialog are inert.
      if (isLost && dialog.closest('[inert], [aria-hidden="true"]') === null) dialog.focus()
    })
    observer.observe(dialog, { childList: true, subtree: true })
    return () => observer.disconnect()
  }, [ref])
}
