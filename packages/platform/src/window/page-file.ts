/** A file of a checkout, opened so that it is that very file: no link leads to it, and none leads out of the folder. */
import { constants, type BigIntStats } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import path from 'node:path'

export interface PageFile extends AsyncDisposable {
  readonly handle: FileHandle
  /** The last name, which tells its type. */
  readonly name: string
  readonly size: number
  /** Changes with the contents: the time of change cannot be set by whoever writes a file. */
  readonly revision: string
}

/** Opens a regular file below `root`, which is a real path; null when there is none. */
export async function openPageFile(root: string, segments: readonly string[]): Promise<PageFile | null> {
  const file = path.join(root, ...segments)
  // Without O_NONBLOCK a named pipe would wait for its writer.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  const handle = await open(file, flags).catch(() => null)
  if (handle === null) return null
  const stats = await handle.stat({ bigint: true })
  const isItself = stats.isFile() && (await realpath(file).catch(() => '')) === file
  if (!isItself) {
    await handle.close()
    return null
  }
  return {
    handle,
    name: segments.at(-1) ?? '',
    size: Number(stats.size),
    revision: revisionOf(stats),
    [Symbol.asyncDispose]: () => handle.close(),
  }
}

function revisionOf({ ctimeNs, ino, size }: BigIntStats): string {
  return [ctimeNs, ino, size].map((part) => part.toString(36)).join('-')
}
