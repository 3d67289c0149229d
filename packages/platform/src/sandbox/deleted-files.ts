import { readdir, stat } from 'node:fs/promises'
import { processTree } from './process-tree.ts'

/**
 * Bytes of files that were deleted while the processes under `root` hold them open: they are in no folder any more, and
 * take the disk all the same. Only files of the folder's own disk count. 0 where there is no /proc.
 */
export async function deletedFileBytes(root: number, folder: string): Promise<number> {
  if (process.platform !== 'linux') return 0
  const { dev } = await stat(folder)
  const sizes = new Map<number, number>()
  for (const { pid } of await processTree(root)) {
    for (const path of await descriptorsOf(pid)) {
      const file = await stat(path).catch(() => null) // Closed meanwhile.
      if (file?.isFile() === true && file.nlink === 0 && file.dev === dev)
        sizes.set(file.ino, file.blocks * 512)
    }
  }
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0)
}

async function descriptorsOf(pid: number): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []) // It ended meanwhile.
  return names.map((name) => `/proc/${pid}/fd/${name}`)
}
