/** A stream of values that follows something's state. */
import type { WireObject, WireStream } from '@comice/runtime/wire'

/**
 * Sends what something is, then what it became. A reader that is behind gets the newest state when it catches up, not
 * every one between.
 */
export function followState(stream: WireStream, read: () => WireObject): () => void {
  let isDue = false
  let isFlowing = true
  const send = () => {
    isDue = false
    if (!stream.writable) return
    isFlowing = stream.write(read())
    if (isFlowing) return
    stream.once('drain', () => {
      isFlowing = true
      if (isDue) send()
    })
  }
  send()
  return () => {
    isDue = true
    if (isFlowing) send()
  }
}
