/** The modes of folders that a drive of ours has beside its files, see drive/side-keys.ts. */
import type Hyperdrive from 'hyperdrive'
import { beeOf, MODES, rangeOf } from '../drive/side-keys.ts'
import { readFolderMode } from './folder-modes.ts'
import { guarded } from './guarded.ts'
import { comparePaths, type FolderModes } from './tree.ts'
import type { ContentWaits } from './drive-tree.ts'
import { waitedAll } from './waited.ts'

export interface DriveModesOptions {
  /** The drive at a version, or as it is. */
  readonly snapshot: Hyperdrive
  /** Only of folders below this one, as if it were the top. Default: of all. */
  readonly prefix?: string
  readonly waits?: ContentWaits | undefined
}

/** All notes are gone through once: their order is that of the folders that are asked for. */
export function driveFolderModes(options: DriveModesOptions): FolderModes {
  let notes: AsyncGenerator<Note> | null = null
  let next: Note | null = null
  const read = async () => {
    const step = await (notes as AsyncGenerator<Note>).next()
    next = step.done === true ? null : step.value
  }
  return {
    async of(folder) {
      if (notes === null) {
        notes = notesOf(options)
        await read()
      }
      while (next !== null && comparePaths(next.place, `${folder}/`) < 0) await read()
      return next?.place === `${folder}/` ? readFolderMode(next.value) : null
    },
    async [Symbol.asyncDispose]() {
      await notes?.return(undefined)
    },
  }
}

interface Note {
  /** `/folder/`. */
  readonly place: string
  readonly value: unknown
}

async function* notesOf({ snapshot, prefix = '', waits }: DriveModesOptions): AsyncGenerator<Note> {
  const from = MODES + prefix
  const range = prefix === '' ? rangeOf(MODES) : { gt: `${from}/`, lt: `${from}0` }
  const entries = guarded(
    snapshot,
    waitedAll(waits, beeOf(snapshot).createReadStream(range, { update: false })),
  )
  for await (const { key, value } of entries) yield { place: key.slice(from.length), value }
}
