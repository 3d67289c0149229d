/** Keys that work anywhere in the window. */
import { useEffect, useRef } from 'react'
import type { Place } from '../session/session.ts'

export interface Shortcuts {
  readonly onSwitch: () => void
  readonly onStep: (by: 1 | -1) => void
  readonly onHelp: () => void
  readonly onSearch: () => void
  readonly onPlace: (place: Place) => void
}

/** While `isOff`, as when a dialog is open, the keys do what they do there. */
export function useShortcuts(shortcuts: Shortcuts, isOff: boolean): void {
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })
  useEffect(() => {
    if (isOff) return
    const onKeyDown = (event: KeyboardEvent) => {
      const act = actionOf(event)
      if (act === null) return
      event.preventDefault()
      perform(act, latest.current)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [isOff])
}

function perform(act: Action, { onSwitch, onHelp, onSearch, onStep, onPlace }: Shortcuts): void {
  switch (act) {
    case 'switch':
      return onSwitch()
    case 'search':
      return onSearch()
    case 'help':
      return onHelp()
    case 'next':
      return onStep(1)
    case 'previous':
      return onStep(-1)
    case 'rooms':
    case 'apps':
    case 'drives':
    case 'machines':
      return onPlace(act)
  }
}

type Action = 'switch' | 'search' | 'help' | 'next' | 'previous' | Place

function actionOf(event: KeyboardEvent): Action | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event
  const isCommand = ctrlKey || metaKey
  if (isCommand) return altKey ? null : (WITH_CONTROL[`${shiftKey ? '⇧' : ''}${key.toLowerCase()}`] ?? null)
  if (altKey) return WITH_ALT[key] ?? null
  return key === '?' && !isTyping(target) ? 'help' : null
}

const WITH_CONTROL: Readonly<Record<string, Action>> = { k: 'switch', '⇧f': 'search' }

const WITH_ALT: Readonly<Record<string, Action>> = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  '1': 'rooms',
  '2': 'apps',
  '3': 'drives',
  '4': 'machines',
}

/** A question mark in a message is a question mark. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
}
