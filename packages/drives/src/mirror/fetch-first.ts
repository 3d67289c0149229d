/**
 * Between two drives: what the target lacks of a drive of others comes to this disk before the target is locked. Nobody
 * who writes it waits for their peers.
 */
import { isComiceError } from '@comice/protocol'
import type { Tree } from '../tree/tree.ts'
import type { MirrorOptions } from './mirror-options.ts'
import { runMirror } from './run-mirror.ts'
import type { MirrorSource } from './source.ts'
import type { ApplyOptions, Change, MirrorTarget, ModeChange } from './target.ts'

/**
 * The source, with all that `target` lacks of it here. Files that nobody gave are told as unavailable when they are read
 * again, without another silence. @throws what runMirror throws
 */
export async function fetchFirst(
  source: MirrorSource,
  target: Tree,
  { onstep: _onstep, ...options }: MirrorOptions,
): Promise<MirrorSource> {
  const lost = new Map<string, unknown>()
  await runMirror({ source, target: new Fetch(target, lost) }, options)
  return lost.size === 0 ? source : { ...source, tree: withoutLost(source.tree, lost) }
}

/** A target into which nothing is written: what would be is read once, which fetches it. */
class Fetch implements MirrorTarget {
  readonly tree: Tree
  readonly #lost: Map<string, unknown>

  constructor(tree: Tree, lost: Map<string, unknown>) {
    this.tree = tree
    this.#lost = lost
  }

  async apply(steps: AsyncIterable<Change | ModeChange>, options: ApplyOptions): Promise<void> {
    for await (const step of steps) {
      options.signal.throwIfAborted()
      const isHere = await this.#fetch(step, options)
      options.onoutcome(
        isHere ? { kind: 'done', step } : { kind: 'refused', path: step.path, reason: 'unavailable' },
      )
    }
    options.signal.throwIfAborted()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve()
  }

  async #fetch(step: Change | ModeChange, { source, onbytes }: ApplyOptions): Promise<boolean> {
    if (step.source?.kind !== 'file' || (step.kind === 'change' && step.isContentSame)) return true
    try {
      for await (const piece of source.read(step.source)) {
        onbytes(piece.byteLength)
        source.used?.(piece)
      }
      return true
    } catch (error) {
      // It is met again when it is written.
      if (isComiceError(error, 'DRIVE_DAMAGED')) return true
      if (!isComiceError(error, 'DRIVE_UNREACHABLE')) throw error
      this.#lost.set(step.path, error)
      return false
    }
  }
}

function withoutLost(tree: Tree, lost: ReadonlyMap<string, unknown>): Tree {
  return {
    ...tree,
    async *read(entry) {
      if (lost.has(entry.path)) throw lost.get(entry.path)
      yield* tree.read(entry)
    },
  }
}
