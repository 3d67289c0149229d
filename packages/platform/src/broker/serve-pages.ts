/**
 * Pages of an app: the node opens a stream of messages for each on the pipe to the app, `page.open`. The app answers
 * with one empty message when it serves the page; then the messages of page and backend go through, unread.
 */
import { RuntimeErrors } from '@comice/runtime'
import type { PageChannel } from '@comice/runtime/page'
import { streamChannel, type Wire } from '@comice/runtime/wire'

/** See {@link Broker.openPage}. */
export async function openPage(wire: Wire, signal: AbortSignal): Promise<PageChannel> {
  const stream = wire.open('page.open', {}, { items: true })
  const cancel = () => stream.destroy(RuntimeErrors.CALL_CANCELLED())
  signal.addEventListener('abort', cancel, { once: true })
  try {
    if (signal.aborted) cancel()
    await new Promise<void>((resolve, reject) => {
      stream.once('data', () => {
        stream.pause()
        resolve()
      })
      stream.once('error', reject)
      stream.once('close', () => reject(RuntimeErrors.WIRE_CLOSED()))
    })
    return streamChannel(stream)
  } catch (error) {
    stream.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
