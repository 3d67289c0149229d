/** Whoever watches a room, each with a queue. */
import { MAX_PAGE_MESSAGES } from '../constants.ts'
import { EventQueue } from './event-queue.ts'
import type { RoomReader } from './room-reader.ts'
import type { RoomEvent, WatchOptions } from './room.ts'

export class RoomAudience {
  readonly #reader: RoomReader
  readonly #look: () => Promise<void>
  readonly #queues = new Set<EventQueue>()
  #isOver = false

  /** @param look tells what has changed so far, so that a new watcher is not told it */
  constructor(reader: RoomReader, look: () => Promise<void>) {
    this.#reader = reader
    this.#look = look
  }

  get size(): number {
    return this.#queues.size
  }

  tell(event: RoomEvent): void {
    for (const queue of this.#queues) queue.push(event)
  }

  /** What is told already is still read. */
  end(): void {
    this.#isOver = true
    for (const queue of this.#queues) queue.end()
  }

  async *watch({ from, signal }: WatchOptions = {}): AsyncGenerator<RoomEvent> {
    const queue = new EventQueue()
    const end = () => queue.end()
    signal?.addEventListener('abort', end, { once: true })
    this.#queues.add(queue)
    try {
      if (signal?.aborted || this.#isOver) return
      await this.#look()
      const given = new Set<string>()
      if (from !== undefined) yield* this.#past(from, given)
      for await (const event of queue.read()) {
        if (event.type !== 'message' || !given.delete(event.message.id)) yield event
      }
    } finally {
      this.#queues.delete(queue)
      signal?.removeEventListener('abort', end)
    }
  }

  async *#past(from: number, given: Set<string>): AsyncGenerator<RoomEvent> {
    let next = from
    for (;;) {
      const messages = await this.#reader.messagesFrom(next, MAX_PAGE_MESSAGES)
      if (messages.length === 0) return
      given.clear()
      for (const message of messages) {
        given.add(message.id)
        yield { type: 'message', message }
      }
      next = (messages.at(-1)?.seq ?? next) + 1
    }
  }
}
