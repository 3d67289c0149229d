/** Keys that work anywhere in the window. */
import { useEffect } from 'react'

export interface Shortcuts {
  readonly onSwitch: () => void
  readonly onStep: (by: 1 | -1) => void
  readonly onHelp: () => void
}

/** While `isOff`, as when a dialog is open, the keys do what they do there. */
export function useShortcuts({ onSwitch, onStep, onHelp }: Shortcuts, isOff: boolean): void {
  useEffect(() => {
    if (isOff) return
    const onKeyDown = (event: KeyboardEvent) => {
      const act = actionOf(event)
      if (act === null) return
      event.preventDefault()
      if (act === 'switch') onSwitch()
      else if (act === 'help') onHelp()
      else onStep(act === 'next' ? 1 : -1)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [onSwitch, onStep, onHelp, isOff])
}

type Action = 'switch' | 'help' | 'next' | 'previous'

function actionOf(event: KeyboardEvent): Action | null {
  const { key, ctrlKey, metaKey, altKey, target } = event
  const isCommand = ctrlKey || metaKey
  if (isCommand) return key.toLowerCase() === 'k' && !altKey ? 'switch' : null
  if (altKey) return STEPS[key] ?? null
  return key === '?' && !isTyping(target) ? 'help' : null
}

const STEPS: Readonly<Record<string, Action>> = { ArrowDown: 'next', ArrowUp: 'previous' }

/** A question mark in a message is a question mark. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
}
