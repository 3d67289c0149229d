/** Messages between the processes of this app and its page. They go through the node and to no other app. */
import { mapped } from '../handle/mapped.ts'
import { node } from '../session/session.ts'
import type { WireValue } from '../wire/value.ts'

export interface Messages {
  /** Sends a message to every subscriber whose pattern fits, also of this process. Resolves when the node has it. */
  publish(message: WireValue): Promise<void>
  /**
   * Messages that have everything the pattern has, at any depth; without one, all. They come from when the node has
   * answered. A subscriber that falls 1,024 messages behind ends with SUBSCRIBER_BEHIND.
   */
  subscribe(pattern?: WireValue): AsyncIterableIterator<WireValue>
}

/**
 * ```ts
 * import { messages } from '@comice/runtime'
 *
 * const moves = messages.subscribe({ type: 'move' })
 * await messages.publish({ type: 'move', to: 'e4' })
 * for await (const move of moves) console.log(move)
 * ```
 */
export const messages: Messages = {
  async publish(message) {
    await node().request('messages.publish', { message })
  },
  subscribe(pattern = null) {
    const stream = node().open('messages.subscribe', { pattern }, { items: true })
    return mapped(Promise.resolve(stream), (message) => message)
  },
}
