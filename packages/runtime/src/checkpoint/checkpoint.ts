/** A small state that the next start finds again. */
import { node } from '../session/session.ts'
import type { WireValue } from '../wire/value.ts'

export interface Checkpoint {
  /** Keeps a state of at most 64 KiB in place of the one before. On the disk when it resolves. */
  save(state: WireValue): Promise<void>
  /** What was saved last; null when nothing was. */
  load(): Promise<WireValue>
}

/**
 * ```ts
 * import { checkpoint } from '@comice/runtime'
 *
 * const { starts } = ((await checkpoint.load()) ?? { starts: 0 }) as { starts: number }
 * await checkpoint.save({ starts: starts + 1 })
 * ```
 */
export const checkpoint: Checkpoint = {
  async save(state) {
    await node().request('checkpoint.save', { state })
  },
  load: () => node().request('checkpoint.load'),
}
