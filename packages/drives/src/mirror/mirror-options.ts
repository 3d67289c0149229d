/** What a mirror is asked, and what it says it did. */
import type { NameRules, Refusal } from '../names/safe-path.ts'
import type { ReachOptions } from '../reach/reach-drive.ts'
import type { ProgressListener } from './progress.ts'

export interface MirrorRules {
  /** What the source lacks is removed from the target. Default false. */
  readonly deletes?: boolean
  /** More than a tenth of the target may be removed. Default false. */
  readonly mayDeleteMuch?: boolean
  /** Compare contents instead of size and time. Default false. */
  readonly checksum?: boolean
  /** Only files that these rules of gitignore(5) fit. */
  readonly include?: readonly string[]
  /** Neither read nor touched. */
  readonly exclude?: readonly string[]
  /** Whether `.gitignore` and `.comiceignore` of folders count. Default true. */
  readonly ignoreFiles?: boolean
  /** Empty folders too. Default false. */
  readonly folders?: boolean
  /** Names in drives that become files. Default `portable`. */
  readonly names?: NameRules
}

export interface MirrorOptions extends MirrorRules, Omit<ReachOptions, 'version'> {
  /** Plans, and changes nothing. Default false. */
  readonly dryRun?: boolean
  readonly onprogress?: ProgressListener
  /** Each folder of a source folder that is read, an absolute path. */
  readonly onfolder?: (folder: string) => void
  /** Each step as it is planned (in a dry run, which waits for what this returns) or done. */
  readonly onstep?: (step: MirrorStep) => void | Promise<void>
}

/** One path that was, or would be, changed. One with a slash at its end is a folder that gets other permission bits. */
export interface MirrorStep {
  readonly kind: 'add' | 'change' | 'remove'
  readonly path: string
  /** Bytes of the file afterwards; 0 when it is removed. */
  readonly bytes: number
  readonly bytesBefore: number
  /** Only time or mode differ. */
  readonly isContentSame: boolean
}

export interface MirrorRefusal {
  readonly path: string
  readonly reason: Refusal
}

export interface MirrorResult {
  readonly added: number
  readonly changed: number
  readonly removed: number
  /** Entries of the target that stay as they are, those that only the target has among them. */
  readonly kept: number
  /** Folders that have other permission bits than before. They are no entries: no other count has them. */
  readonly folderModes: number
  /** Contents of what was added and changed, bytes. */
  readonly bytes: number
  /** The first of those that were left out. When there are any, the mirror is not whole. */
  readonly refused: readonly MirrorRefusal[]
  readonly refusedCount: number
  /** Version of the source drive that was mirrored; null when it is a folder. */
  readonly sourceVersion: number | null
  /** Version of the target drive afterwards; null when it is a folder. */
  readonly targetVersion: number | null
  readonly dryRun: boolean
}
