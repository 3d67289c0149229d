/** What the node tells unasked: deep links, newer versions. Asked for once, by whoever listens first. */
import type { WireObject } from '../wire/value.ts'
import { node } from './session.ts'

type Listener = (event: WireObject) => void

const listeners = new Map<string, Set<Listener>>()
let isListening = false

/** Calls `listener` for each event of a type from now on, and for those that came before anybody listened. */
export function onNodeEvent(type: string, listener: Listener): void {
  const known = listeners.get(type) ?? new Set()
  listeners.set(type, known.add(listener))
  if (isListening) return
  isListening = true
  // Waiting for an event is no reason to stay.
  const stream = node().open('app.events', {}, { items: true }).setRef(false)
  stream.on('data', (event: WireObject) => {
    for (const told of listeners.get(event['type'] as string) ?? []) told(event)
  })
}
