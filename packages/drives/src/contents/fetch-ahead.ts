/**
 * Asks peers for the contents of many files at once. Files that were appended together lie side by side in their core,
 * so a few ranges stand for thousands of them; asked for one by one, each would wait for its own answer.
 */
import type { BulkFetch } from '../bulk/bulk-fetch.ts'
import { FETCH_AHEAD_BYTES, FETCH_AHEAD_FILES, FETCH_AHEAD_PIECES } from '../constants.ts'
import type { Prefetch } from '../mirror/source.ts'
import type { Change, ModeChange } from '../mirror/target.ts'
import type { DriveContents } from '../tree/drive-tree.ts'
import type { BlockRange } from './blob-pieces.ts'

/** With null, nothing is asked for: it is all here. */
export function fetchAhead(fetch: BulkFetch | null): Prefetch {
  return {
    through: (steps) => (fetch === null ? steps : inGroups(steps, (ranges) => fetch.fetch(ranges))),
  }
}

/** The same steps. A group is asked for when the one before it is being worked on. */
async function* inGroups(
  steps: AsyncIterable<Change | ModeChange>,
  ask: (ranges: readonly BlockRange[]) => void,
): AsyncGenerator<Change | ModeChange> {
  let group: (Change | ModeChange)[] = []
  let before: (Change | ModeChange)[] = []
  let [bytes, pieces] = [0, 0]
  const close = () => {
    ask(group.flatMap((step) => rangesOf(step)))
    const ready = before
    before = group
    group = []
    bytes = 0
    pieces = 0
    return ready
  }
  for await (const step of steps) {
    group.push(step)
    bytes += step.source?.bytes ?? 0
    pieces += rangesOf(step).length
    const isFull = group.length >= FETCH_AHEAD_FILES || pieces >= FETCH_AHEAD_PIECES
    if (isFull || bytes >= FETCH_AHEAD_BYTES) yield* close()
  }
  yield* close()
  yield* before
}

function rangesOf(step: Change | ModeChange): readonly BlockRange[] {
  if (step.source?.kind !== 'file' || (step.kind === 'change' && step.isContentSame)) return []
  return (step.source.contents as DriveContents).blocks
}
