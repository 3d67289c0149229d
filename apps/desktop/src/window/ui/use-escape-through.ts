import { useEffect, useRef, useState } from 'react'

interface TooltipState {
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
}

/**
 * The state of a tooltip that does not keep Escape to itself. The library closes a tooltip by it and stops the event; but
 * one appears whenever the focus comes to its button, and then the sheet that both are in stayed open. What was pressed is
 * sent again once the tooltip has gone.
 */
export function useEscapeThrough(): TooltipState {
  const [isOpen, setOpen] = useState(false)
  const escaped = useRef<EventTarget | null>(null)
  useEffect(() => {
    if (isOpen) return listenForEscape((target) => (escaped.current = target))
    const target = escaped.current
    escaped.current = null
    target?.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', code: 'Escape', bubbles: true, cancelable: true }),
    )
    return undefined
  }, [isOpen])
  return { isOpen, onOpenChange: setOpen }
}

/** Before the library, which listens at the document. */
function listenForEscape(onEscape: (target: EventTarget | null) => void): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onEscape(event.target)
  }
  window.addEventListener('keydown', listen, true)
  return () => window.removeEventListener('keydown', listen, true)
}
