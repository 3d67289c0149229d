import { GOODBYE_TIMEOUT_MS } from '../constants.ts'
import type { FramedStream } from './framed-stream.ts'

/** Ends a session's stream, and waits for the other end to do so too; one that does not is cut. */
export async function sayGoodbye(frames: FramedStream): Promise<void> {
  frames.end()
  const timer = setTimeout(() => frames.destroy(), GOODBYE_TIMEOUT_MS)
  await frames.closed
  clearTimeout(timer)
}
