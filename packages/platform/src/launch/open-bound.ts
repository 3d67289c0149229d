/**
 * Files and folders as bubblewrap is to bind them: open, and so the ones that were looked at. By its path bubblewrap
 * would follow whatever somebody who may write the folder above put there a moment ago.
 */
import { closeSync, constants, openSync, readlinkSync } from 'node:fs'

/** Linux: the file itself, without reading it. Node has no name for it. */
const O_PATH = 0o10000000

export interface Bound extends Disposable {
  /** Descriptors of those before the first that is no longer what its path says. */
  readonly fds: readonly number[]
}

/** Opens them. Paths are absolute, without symbolic links. */
export function openBound(paths: readonly string[]): Bound {
  const fds: number[] = []
  for (const path of paths) {
    const fd = openWithoutLinks(path)
    if (fd === null) break
    fds.push(fd)
  }
  return {
    fds,
    [Symbol.dispose]() {
      for (const fd of fds) closeSync(fd)
    },
  }
}

function openWithoutLinks(path: string): number | null {
  let fd: number
  try {
    fd = openSync(path, O_PATH | constants.O_NOFOLLOW)
  } catch {
    return null
  }
  // Where the way to it has become a link, it is called otherwise.
  if (readlinkSync(`/proc/self/fd/${fd}`) === path) return fd
  closeSync(fd)
  return null
}
