/**
 * What makes a target equal to a source: a merge of their two sorted trees. The same for a dry run, a mirror and a
 * live mirror; it decides, and touches nothing.
 */
import { MAX_HELD_STEPS, MAX_PATH_BYTES } from '../constants.ts'
import { foldersAbove, type Refusal, resolveLink } from '../names/safe-path.ts'
import { compareEntries, type FolderMode, type TreeEntry, type TreeItem } from '../tree/tree.ts'

/** One path, and what is done with it. */
export type Step =
  | { readonly kind: 'add'; readonly path: string; readonly source: TreeEntry; readonly target: null }
  | {
      readonly kind: 'change'
      readonly path: string
      readonly source: TreeEntry
      readonly target: TreeEntry
      /** Contents are the same: only times, mode or the spelling of a link differ. */
      readonly isContentSame: boolean
    }
  | { readonly kind: 'remove'; readonly path: string; readonly source: null; readonly target: TreeEntry }
  | {
      readonly kind: 'keep'
      readonly path: string
      readonly source: TreeEntry | null
      readonly target: TreeEntry
    }
  | {
      /** A folder gets other permission bits. It is no entry. */
      readonly kind: 'mode'
      readonly path: string
      readonly mode: number
      /** Those that it has; null when the target does not know it, or has nothing in it. */
      readonly before: number | null
      readonly source: null
      readonly target: null
    }
  | {
      readonly kind: 'refuse'
      readonly path: string
      readonly reason: Refusal
    }

export interface PlanOptions {
  /** Whether what the source lacks is removed. Otherwise it is kept. */
  readonly deletes: boolean
  /** Compare contents also when size and time are equal. */
  readonly checksum: boolean
  /** Whether two files of one size hold the same. */
  readonly isSameContents: (source: TreeEntry, target: TreeEntry) => Promise<boolean>
}

/** What is compared: entries, and the modes of folders between them. */
export type PlanItem = TreeItem | FolderMode

/** Both streams are sorted, see {@link compareEntries}. */
export async function* plan(
  source: AsyncIterable<PlanItem>,
  target: AsyncIterable<PlanItem>,
  options: PlanOptions,
): AsyncGenerator<Step> {
  const [left, right] = [new Side(source), new Side(target)]
  try {
    for (;;) {
      yield* left.refusals()
      // What is in the target and no entry is its owner's matter.
      await right.start()
      const [a, b] = [left.entry, right.entry]
      if (a === null && b === null) return
      const order = orderOf(a, b)
      if (order <= 0) await left.step()
      if (order >= 0) await right.step()
      const step = await stepOf(order <= 0 ? a : null, order >= 0 ? b : null, options)
      if (step === null) continue
      // What the source has and cannot give is not gone.
      yield step.kind === 'remove' && left.isRefused(step.path) ? { ...step, kind: 'keep' } : step
    }
  } finally {
    await left.close()
    await right.close()
  }
}

/** Which of two entries comes first; an ended tree comes last. */
function orderOf(a: TreeEntry | FolderMode | null, b: TreeEntry | FolderMode | null): number {
  if (a === null) return 1
  return b === null ? -1 : compareEntries(a, b)
}

/** Of one path; null: there is nothing to say. */
async function stepOf(
  a: TreeEntry | FolderMode | null,
  b: TreeEntry | FolderMode | null,
  options: PlanOptions,
): Promise<Step | null> {
  if (a?.kind === 'mode' || b?.kind === 'mode')
    return modeStep(a as FolderMode | null, b as FolderMode | null)
  if (b !== null) return a === null ? gone(b, options) : both(a, b, options)
  if (a === null) throw new TypeError('a step has at least one side')
  return { kind: 'add', path: a.path, source: a, target: null }
}

/** What one side does not know is no difference. A target's note of a folder goes with the last that is in it. */
function modeStep(a: FolderMode | null, b: FolderMode | null): Step | null {
  if (a === null || a.mode === b?.mode) return null
  return { kind: 'mode', path: a.path, mode: a.mode, before: b?.mode ?? null, source: null, target: null }
}

/** A tree that is read one entry ahead. */
class Side {
  entry: TreeEntry | FolderMode | null = null
  readonly #items: AsyncIterator<PlanItem>
  #refused: Step[] = []
  readonly #places = new Set<string>()
  #isStarted = false

  constructor(items: AsyncIterable<PlanItem>) {
    this.#items = items[Symbol.asyncIterator]()
  }

  async *refusals(): AsyncGenerator<Step> {
    await this.start()
    yield* this.#refused.splice(0)
  }

  async start(): Promise<void> {
    if (!this.#isStarted) await this.step()
  }

  async step(): Promise<void> {
    this.#isStarted = true
    for (;;) {
      const next = await this.#items.next()
      this.entry = null
      if (next.done === true) return
      if (next.value.kind !== 'refused') {
        this.entry = next.value
        return
      }
      const { path, place, reason } = next.value
      this.#refused.push({ kind: 'refuse', path, reason })
      // No target has such a path anyway.
      if (place.length <= MAX_PATH_BYTES && this.#places.size < MAX_HELD_STEPS) this.#places.add(place)
    }
  }

  /** Whether a path, or a folder that it is in, was refused. */
  isRefused(path: string): boolean {
    return this.#places.size > 0 && [path, ...foldersAbove(path)].some((place) => this.#places.has(place))
  }

  async close(): Promise<void> {
    await this.#items.return?.()
  }
}

function gone(target: TreeEntry, { deletes }: PlanOptions): Step {
  const { path } = target
  return deletes && !target.isIgnored
    ? { kind: 'remove', path, source: null, target }
    : { kind: 'keep', path, source: null, target }
}

async function both(source: TreeEntry, target: TreeEntry, options: PlanOptions): Promise<Step> {
  const { path } = source
  if (source.kind !== target.kind) return { kind: 'change', path, source, target, isContentSame: false }
  const isContentSame = await isSame(source, target, options)
  if (isContentSame && isSameAround(source, target)) return { kind: 'keep', path, source, target }
  return { kind: 'change', path, source, target, isContentSame }
}

async function isSame(source: TreeEntry, target: TreeEntry, options: PlanOptions): Promise<boolean> {
  if (source.kind !== 'file') return isSameLink(source, target)
  if (source.bytes !== target.bytes) return false
  const isSameTime = source.mtimeMs !== null && source.mtimeMs === target.mtimeMs
  return (isSameTime && !options.checksum) || options.isSameContents(source, target)
}

/** A drive may name from its top what a disk can only name from the link. */
function isSameLink({ path, target: a }: TreeEntry, { target: b }: TreeEntry): boolean {
  if (a === b) return true
  const place = a === null ? null : resolveLink(path, a)
  return place !== null && b !== null && place === resolveLink(path, b)
}

/** What stands around the contents. What one side does not know is no difference. */
function isSameAround(source: TreeEntry, target: TreeEntry): boolean {
  if (source.kind === 'symlink') return true
  if (source.mode !== null && target.mode !== null) {
    if (source.mode !== target.mode) return false
  } else if (source.executable !== target.executable) return false
  return source.kind === 'folder' || source.mtimeMs === null || source.mtimeMs === target.mtimeMs
}
