/** What is brought to another place. */
import {
  changeDriveFolder,
  changeSourceTree,
  copySourceTree,
  type FolderShape,
  makeDriveFolder,
  shiftDriveFolder,
} from './drive-folder.ts'

export interface Shape {
  readonly name: string
  /**
   * What was made of one stays until all is measured: ext4 gives nobody an inode that was freed in the last minutes, and whoever makes a
   * file goes by each of them. With 10,000 files removed just before, `cp -a` of as many takes 7 s where it takes 0.5.
   */
  readonly isManyFiles: boolean
  make(dir: string): Promise<void>
  /** One percent of it. */
  change(dir: string): Promise<void>
  /** Moves all of the only file by a line at its beginning; null where there are many. */
  readonly shift: ((dir: string) => Promise<void>) | null
}

const MIB = 1024 * 1024

export const SHAPES: readonly Shape[] = [
  random({ name: '256 MiB in one file', files: 1, bytes: 256 * MIB }),
  random({ name: '10,000 files of 4 KiB', files: 10_000, bytes: 4096 }),
  { name: 'a source tree', isManyFiles: true, make: copySourceTree, change: changeSourceTree, shift: null },
]

export const SMOKE_SHAPES: readonly Shape[] = [
  random({ name: '2 MiB in one file', files: 1, bytes: 2 * MIB }),
  random({ name: '100 files of 4 KiB', files: 100, bytes: 4096 }),
]

function random(shape: FolderShape): Shape {
  return {
    name: shape.name,
    isManyFiles: shape.files > 1,
    make: (dir) => makeDriveFolder(dir, shape),
    change: (dir) => changeDriveFolder(dir, shape),
    shift: shape.files > 1 ? null : shiftDriveFolder,
  }
}
