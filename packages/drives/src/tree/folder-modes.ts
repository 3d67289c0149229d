/**
 * Permission bits of the folders of a tree. A folder with something in it is no entry: what is known of it comes between
 * the entries, right before the first one in it. So a folder is there, or not, by what is in it alone, and who counts
 * entries or lists them never meets it.
 */
import { foldersAbove } from '../names/safe-path.ts'
import type { FolderMode, Tree, TreeItem } from './tree.ts'

/**
 * What a folder gets of a mode: no setuid, setgid or sticky bit from anybody, always all rights of its owner, who can go
 * on writing in it and remove it, and none to write for everybody.
 */
export function maskFolderMode(mode: number): number {
  return (mode & 0o775) | 0o700
}

/** What stands in a drive as the mode of a folder, masked; null when it is none. */
export function readFolderMode(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('mode' in value)) return null
  const { mode } = value
  return Number.isSafeInteger(mode) && (mode as number) >= 0 ? maskFolderMode(mode as number) : null
}

/** The items of a tree, and the modes of its folders that are known, in the order of trees. */
export async function* withFolderModes(tree: Tree): AsyncGenerator<TreeItem | FolderMode> {
  await using modes = tree.folderModes()
  const around = new FoldersAround()
  for await (const item of tree.entries()) {
    // What is refused may have no path.
    for (const path of item.kind === 'refused' ? [] : around.enter(item.path)) {
      const mode = await modes.of(path)
      if (mode !== null) yield { kind: 'mode', path, mode }
    }
    yield item
  }
}

/** The folders around entries that come in the order of trees: all that is in a folder comes in one go. */
export class FoldersAround {
  #folder = ''

  /** Goes on to an entry. The folders that it is the first one of, outermost first. */
  enter(path: string): string[] {
    const folder = path.slice(0, path.lastIndexOf('/'))
    if (folder === this.#folder) return []
    const before = `${this.#folder}/`
    this.#folder = folder
    return foldersAbove(path).filter((one) => !before.startsWith(`${one}/`))
  }
}
