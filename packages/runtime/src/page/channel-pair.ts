/** Both ends of a channel in one process: for a backend that runs where its page's server runs, and for tests. */
import { PAGE_WINDOW_BYTES } from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'
import { ItemQueue } from './item-queue.ts'
import type { PageChannel } from './page-channel.ts'

export function createChannelPair(): readonly [PageChannel, PageChannel] {
  const [left, right] = [queue(), queue()]
  let isOpen = true
  const close = () => {
    isOpen = false
    left.end()
    right.end()
  }
  const end = (incoming: ItemQueue<Uint8Array>, outgoing: ItemQueue<Uint8Array>): PageChannel => ({
    send: (message) =>
      isOpen
        ? outgoing.push(message, message.byteLength)
        : Promise.reject(RuntimeErrors.PAGE_DISCONNECTED({})),
    messages: incoming,
    close,
  })
  return [end(left, right), end(right, left)]
}

function queue(): ItemQueue<Uint8Array> {
  return new ItemQueue({ windowBytes: PAGE_WINDOW_BYTES })
}
