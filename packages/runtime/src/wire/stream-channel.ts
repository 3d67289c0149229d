/** A stream of values as the channel between a page and its backend: each message is one value. */
import { RuntimeErrors } from '../errors.ts'
import type { PageChannel } from '../page/page-channel.ts'
import type { WireStream } from './wire-stream.ts'

export function streamChannel(stream: WireStream): PageChannel {
  return {
    // Node calls back when the message is under the other side's credit.
    send: (message) =>
      new Promise((resolve, reject) => {
        stream.write(message, (error) => {
          if (error == null) resolve()
          else reject(RuntimeErrors.PAGE_DISCONNECTED({}, { cause: error }))
        })
      }),
    messages: messagesOf(stream),
    close: () => void stream.destroy(),
  }
}

async function* messagesOf(stream: WireStream): AsyncGenerator<Uint8Array> {
  for await (const message of stream) {
    // The other side is the app's, or the node's: whichever, only messages belong here.
    if (!(message instanceof Uint8Array))
      throw RuntimeErrors.WIRE_MALFORMED({ reason: 'a page has bytes only' })
    yield message
  }
}
