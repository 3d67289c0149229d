/** What a mirror writes to: a folder or a drive. */
import type { Refusal } from '../names/safe-path.ts'
import type { Step } from '../plan/plan.ts'
import type { Tree, TreeEntry } from '../tree/tree.ts'

/** The steps that change something. */
export type Change = Extract<Step, { kind: 'add' | 'change' | 'remove' }>

/** A folder gets other permission bits: told right before what is done in it. */
export type ModeChange = Extract<Step, { kind: 'mode' }>

/** What became of a step. Refused: nothing of it was done. */
export type ApplyOutcome =
  | { readonly kind: 'done'; readonly step: Change | ModeChange }
  | { readonly kind: 'refused'; readonly path: string; readonly reason: Refusal }

export interface ApplyOptions {
  readonly source: Tree
  /** Contents that were written, bytes. */
  readonly onbytes: (bytes: number) => void
  readonly onoutcome: (outcome: ApplyOutcome) => void
  /** Whether the source's files are read with care: they are in a folder that others write to. */
  readonly isFolderSource: boolean
  /** The source is a version of the target: its contents are there. */
  readonly sharesContents: boolean
  readonly deletes: boolean
  /** An entry of the target that is going and may be this one under its old name: of the same size and time. */
  readonly movedFrom: (entry: TreeEntry) => TreeEntry | null
  readonly signal: AbortSignal
}

export interface MirrorTarget extends AsyncDisposable {
  readonly tree: Tree
  /** Carries steps out, in the order of trees; when it rejects, what was told as done is. */
  apply(steps: AsyncIterable<Change | ModeChange>, options: ApplyOptions): Promise<void>
}
