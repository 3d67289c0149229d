import type { TreeEntry } from '../tree/tree.ts'
import type { Step } from './plan.ts'

/**
 * Files that leave one path while one of the same size and time comes under another: most likely they were moved. Whoever
 * uses that compares contents first.
 */
export class MovedEntries {
  readonly #goneByFacts = new Map<string, TreeEntry>()

  /** Takes note of a step that removes something. */
  note(step: Step): void {
    if (step.kind !== 'remove') return
    const facts = factsOf(step.target)
    if (facts !== null) this.#goneByFacts.set(facts, step.target)
  }

  find(entry: TreeEntry): TreeEntry | null {
    const facts = factsOf(entry)
    return facts === null ? null : (this.#goneByFacts.get(facts) ?? null)
  }
}

/** Null for what is not worth looking for. */
function factsOf({ kind, bytes, mtimeMs }: TreeEntry): string | null {
  return kind === 'file' && bytes > 0 && mtimeMs !== null ? `${bytes} ${mtimeMs}` : null
}
