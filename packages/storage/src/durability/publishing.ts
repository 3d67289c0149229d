import { markForeignHeads } from './foreign-heads.ts'
import { recordKind, type BatchOperation, type CoreTracker, type SharedCore } from './substrate-internals.ts'

/**
 * Decides which batches must be on the disk before hypercore goes on (answers the appender, tells peers): those that
 * change the signed head of a core as peers see it, or a core's keys and frozen flag. Two kinds of head need no wait,
 * and only when they are positively known: foreign heads (see {@link markForeignHeads}), and heads of drafts (sessions
 * that peers cannot read). Whatever is not recognised is waited for.
 *
 * Why that is enough against forks: all batches go into one log in order, so syncing an own append also syncs
 * everything this store wrote before it; and nothing of ours is shown to a peer before its sync.
 */
export interface Publishing {
  /** True when the batch may not be confirmed before it is synced. */
  mustSync(operations: readonly BatchOperation[]): boolean
  /** To be called for every core that opens. */
  observe(core: SharedCore): void
}

export function createPublishing(tracker: () => CoreTracker | null): Publishing {
  const foreign = new WeakSet<Uint8Array>()
  const drafts = new Set<number>()

  const isDraft = (dataPointer: number): boolean => {
    if (drafts.has(dataPointer)) return true
    const cores = tracker()
    if (cores === null || !hasOnlyDrafts(cores, dataPointer)) return false
    drafts.add(dataPointer)
    return true
  }
  return {
    mustSync: (operations) =>
      operations.some(({ key }) => {
        if (key === undefined) return false
        const record = recordKind(key)
        if (record.kind === 'head') return !foreign.has(key) && !isDraft(record.dataPointer)
        return record.kind === 'auth'
      }),
    observe: (core) => {
      core.ready().then(
        () => markForeignHeads(core, foreign),
        // A core that does not open writes nothing.
        () => undefined,
      )
    },
  }
}

/** Data pointers are given out once and keep their role, so an answer of true may be remembered. */
function hasOnlyDrafts(cores: CoreTracker, dataPointer: number): boolean {
  let found = false
  for (const core of cores.map.values()) {
    for (const state of core.sessionStates) {
      if (state.storage?.core.dataPointer !== dataPointer) continue
      if (state.isDefault()) return false
      if (!state.isSnapshot()) found = true
    }
  }
  return found
}
