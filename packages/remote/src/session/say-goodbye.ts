import { GOODBYE_TIMEOUT_MS } from '../constants.ts'
import type { FramedStream } from './framed-stream.ts'

/**
 * Ends a session's stream, and waits for the other end to do so too. One that takes nothing of what is left is cut; a slow way
 * may take as long as it needs.
 */
export async function sayGoodbye(frames: FramedStream): Promise<void> {
  frames.end()
  let before = frames.unsentBytes
  const timer = setInterval(() => {
    const now = frames.unsentBytes
    if (now >= before) frames.destroy()
    before = now
  }, GOODBYE_TIMEOUT_MS)
  await frames.closed
  clearInterval(timer)
}
