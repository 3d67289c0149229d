/**
 * Reading the tree of a drive that others have: a node of it that is not here comes from a peer, or never. Both give up as
 * the reading of contents does.
 */
import type { ContentWaits } from './drive-tree.ts'

/** @throws DRIVE_UNREACHABLE when all peers are silent */
export function waited<T>(waits: ContentWaits | undefined, read: Promise<T>): Promise<T> {
  return waits === undefined ? read : waits.block(read)
}

/** @throws DRIVE_UNREACHABLE when all peers are silent */
export async function* waitedAll<T>(
  waits: ContentWaits | undefined,
  stream: AsyncIterable<T>,
): AsyncGenerator<T> {
  const items = stream[Symbol.asyncIterator]()
  let isStuck = false
  try {
    for (;;) {
      isStuck = true
      const step = await waited(waits, items.next())
      isStuck = false
      if (step.done === true) return
      yield step.value
    }
  } finally {
    const ended = items.return?.().catch(() => undefined)
    // One that waits for a block ends when that comes, or with its core.
    if (!isStuck) await ended
  }
}
