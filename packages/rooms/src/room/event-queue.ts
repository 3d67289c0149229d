/** An async iterable that is fed by events and bounded: a reader that falls behind is told to read again. */
import { MAX_WATCH_EVENTS } from '../constants.ts'
import type { RoomEvent } from './room.ts'

export class EventQueue {
  #events: RoomEvent[] = []
  #wake: (() => void) | null = null
  #ended = false

  push(event: RoomEvent): void {
    if (this.#ended) return
    if (this.#events.length >= MAX_WATCH_EVENTS) this.#events = [{ type: 'reload' }]
    this.#events.push(event)
    this.#wake?.()
  }

  /** What is in the queue is still read. */
  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  async *read(): AsyncGenerator<RoomEvent> {
    for (;;) {
      const events = this.#events
      this.#events = []
      yield* events
      if (this.#events.length > 0) continue
      if (this.#ended) return
      await new Promise<void>((resolve) => (this.#wake = resolve))
      this.#wake = null
    }
  }
}
