/** One mirror between two trees: plans, asks back when it would remove much, carries out. */
import { isComiceError } from '@comice/protocol'
import {
  MAX_HELD_STEPS,
  MAX_LISTED_REFUSALS,
  MAX_SILENCES,
  MAX_UNASKED_DELETIONS,
  MIN_ASKED_DELETIONS,
} from '../constants.ts'
import { equalContents } from '../contents/equal-contents.ts'
import { DriveErrors } from '../errors.ts'
import { MovedEntries } from '../plan/moved-entries.ts'
import { plan, type Step } from '../plan/plan.ts'
import type { DriveContents } from '../tree/drive-tree.ts'
import { withFolderModes } from '../tree/folder-modes.ts'
import type { TreeEntry } from '../tree/tree.ts'
import type { MirrorOptions, MirrorRefusal, MirrorResult, MirrorStep } from './mirror-options.ts'
import { ProgressMeter } from './progress.ts'
import type { MirrorSource } from './source.ts'
import type { ApplyOutcome, Change, MirrorTarget, ModeChange } from './target.ts'

export interface MirrorSides {
  readonly source: MirrorSource
  readonly target: MirrorTarget
}

export type MirrorCounts = Omit<MirrorResult, 'sourceVersion' | 'targetVersion'>

/** @throws MIRROR_DELETES_MUCH, MIRROR_NO_SPACE, DRIVE_UNREACHABLE, or the reason of `signal` */
export async function runMirror(sides: MirrorSides, options: MirrorOptions): Promise<MirrorCounts> {
  const mirror = new Mirror(sides, options)
  try {
    return await mirror.run()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const isFull = code === 'ENOSPC' || code === 'EDQUOT' || isComiceError(error, 'MIRROR_NO_SPACE')
    if (!isFull) throw error
    throw DriveErrors.MIRROR_NO_SPACE({ files: mirror.written }, { cause: error })
  }
}

interface Plan {
  /** Null: there are more than can be held; they are planned again while they are carried out. */
  readonly held: readonly (Change | ModeChange)[] | null
  readonly entries: number
  readonly removals: number
  readonly kept: number
  readonly changes: number
  readonly bytes: number
}

class Mirror {
  readonly #sides: MirrorSides
  readonly #options: MirrorOptions
  readonly #progress: ProgressMeter
  readonly #refused: MirrorRefusal[] = []
  #refusedCount = 0
  readonly #moved = new MovedEntries()
  readonly #done = { add: 0, change: 0, remove: 0, mode: 0, bytes: 0 }

  constructor(sides: MirrorSides, options: MirrorOptions) {
    this.#sides = sides
    this.#options = options
    this.#progress = new ProgressMeter(options.onprogress)
  }

  /** Files and links that are whole in the target. */
  get written(): number {
    return this.#done.add + this.#done.change
  }

  async run(): Promise<MirrorCounts> {
    const made = await this.#plan()
    if (this.#options.dryRun === true) return this.#result(made)
    this.#assertAsked(made)
    if (made.changes > 0) await this.#apply(made)
    this.#options.signal?.throwIfAborted()
    return this.#result(made)
  }

  async #plan(): Promise<Plan> {
    const { signal, dryRun = false } = this.#options
    const held: (Change | ModeChange)[] = []
    let heldPieces = 0
    const totals = { entries: 0, removals: 0, kept: 0, changes: 0, bytes: 0 }
    for await (const step of this.#steps()) {
      signal?.throwIfAborted()
      this.#progress.entry()
      if (step.kind === 'refuse') {
        this.#refuse(step)
        continue
      }
      if (step.target !== null) totals.entries++
      if (step.kind === 'keep') {
        totals.kept++
        continue
      }
      if (step.kind === 'remove') totals.removals++
      totals.changes++
      totals.bytes += bytesOf(step)
      if (dryRun) await this.#note(step)
      else if (held.length + heldPieces <= MAX_HELD_STEPS) {
        held.push(step)
        heldPieces += piecesOf(step)
        this.#moved.note(step)
      }
    }
    return { ...totals, held: held.length + heldPieces > MAX_HELD_STEPS ? null : held }
  }

  #steps(): AsyncGenerator<Step> {
    const { source, target } = this.#sides
    const { deletes = false, checksum = false } = this.#options
    return plan(withFolderModes(source.tree), withFolderModes(target.tree), {
      deletes,
      checksum,
      isSameContents: (a, b) =>
        equalContents(source.tree.read(a), target.tree.read(b)).catch((error: unknown) => {
          if (isOfOneFile(error)) return false
          throw error
        }),
    })
  }

  #assertAsked({ removals, entries }: Plan): void {
    if (this.#options.mayDeleteMuch === true || removals < MIN_ASKED_DELETIONS) return
    if (removals > entries * MAX_UNASKED_DELETIONS) {
      throw DriveErrors.MIRROR_DELETES_MUCH({ deletions: removals, entries })
    }
  }

  async #apply(made: Plan): Promise<void> {
    const { source, target } = this.#sides
    this.#progress.begin({ entries: made.changes, bytes: made.bytes })
    const stop = new AbortController()
    const { signal: outer } = this.#options
    const signal = outer === undefined ? stop.signal : AbortSignal.any([outer, stop.signal])
    const prefetch = source.prefetch()
    await target.apply(prefetch.through(this.#changes(made)), {
      source: source.tree,
      onbytes: (bytes) => this.#progress.add(bytes),
      onoutcome: (outcome) => this.#outcome(outcome, stop),
      isFolderSource: source.kind === 'folder',
      sharesContents: source.sharesContents,
      deletes: this.#options.deletes === true,
      movedFrom: (entry) => this.#moved.find(entry),
      signal,
    })
    this.#progress.end()
  }

  async *#changes({ held }: Plan): AsyncGenerator<Change | ModeChange> {
    if (held !== null) {
      yield* held
      return
    }
    for await (const step of this.#steps()) {
      if (step.kind !== 'keep' && step.kind !== 'refuse') yield step
    }
  }

  #outcome(outcome: ApplyOutcome, stop: AbortController): void {
    this.#progress.entry()
    if (outcome.kind === 'done') {
      void this.#note(outcome.step)
      return
    }
    this.#refuse(outcome)
    const { source } = this.#sides
    if (outcome.reason === 'unavailable' && source.silences() >= MAX_SILENCES)
      stop.abort(source.unreachable())
  }

  #note(step: Change | ModeChange): void | Promise<void> {
    // A folder that is new comes with what is in it.
    if (step.kind === 'mode' && step.before === null) return
    this.#done[step.kind]++
    this.#done.bytes += bytesOf(step)
    return this.#options.onstep?.(stepOf(step))
  }

  #refuse({ path, reason }: MirrorRefusal): void {
    this.#refusedCount++
    if (this.#refused.length < MAX_LISTED_REFUSALS) this.#refused.push({ path, reason })
  }

  #result({ kept }: Plan): MirrorCounts {
    const { add, change, remove, mode, bytes } = this.#done
    return {
      added: add,
      changed: change,
      removed: remove,
      kept,
      folderModes: mode,
      bytes,
      refused: this.#refused,
      refusedCount: this.#refusedCount,
      dryRun: this.#options.dryRun === true,
    }
  }
}

/** It went, became something else, or cannot be read: when it is to be written, that is told of it alone. */
function isOfOneFile(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return (
    /^(?:ENOENT|ENOTDIR|ELOOP|EISDIR|EACCES|EPERM)$/u.test(code ?? '') ||
    isComiceError(error, 'DRIVE_DAMAGED')
  )
}

/** In which the contents of both sides are, beyond the first. */
function piecesOf({ source, target }: Change | ModeChange): number {
  // Those of a folder lie in none.
  const count = (entry: TreeEntry | null) => {
    const contents = (entry?.contents ?? {}) as Partial<DriveContents>
    return contents.pieces?.length ?? 0
  }
  return Math.max(0, count(source) - 1) + Math.max(0, count(target) - 1)
}

function bytesOf(step: Change | ModeChange): number {
  const isContentSame = step.kind === 'change' && step.isContentSame
  return isContentSame ? 0 : (step.source?.bytes ?? 0)
}

function stepOf(step: Change | ModeChange): MirrorStep {
  const { kind, path } = step
  if (kind === 'mode')
    return { kind: 'change', path: `${path}/`, bytes: 0, bytesBefore: 0, isContentSame: true }
  const [before, after]: (TreeEntry | null)[] = [step.target, step.source]
  return {
    kind,
    path,
    bytes: after?.bytes ?? 0,
    bytesBefore: before?.bytes ?? 0,
    isContentSame: step.kind === 'change' && step.isContentSame,
  }
}
