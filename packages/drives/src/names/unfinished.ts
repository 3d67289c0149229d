import { RECEIVING_FOLDER, UNFINISHED_FOLDER } from '../constants.ts'

/**
 * Whether a path of a tree is, or is in, what a mirror or a transfer has not finished: it is no part of anybody's
 * folder, and no drive may write there.
 */
export function isUnfinished(path: string): boolean {
  const [, top = ''] = path.split('/', 2)
  return top === UNFINISHED_FOLDER || top.startsWith(RECEIVING_FOLDER)
}
