import { NotAFolderError } from '../folder/open-folders.ts'
import type { Refusal } from '../names/safe-path.ts'

/** What a system call says of one name. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  EISDIR: 'clash',
  EEXIST: 'clash',
  ENOTDIR: 'clash',
  ELOOP: 'clash',
  ENAMETOOLONG: 'too-long',
  EFBIG: 'too-large',
  EINVAL: 'reserved',
  EILSEQ: 'unreadable',
}

/** Why one entry cannot be written. @throws `error` when it is about more than this entry */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof NotAFolderError) return 'clash'
  const refusal = REFUSALS[(error as NodeJS.ErrnoException).code ?? '']
  if (refusal === undefined) throw error
  return refusal
}
