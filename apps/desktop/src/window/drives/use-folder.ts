/** What is in a folder of a drive, as it comes. */
import { toComiceError } from '@comice/client'
import { useNode } from '@comice/client/react'
import type { FolderPart, ListedEntry } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useEffect, useState } from 'react'
import { FOLDER_SHOWN_MS } from '../constants.ts'

export interface FolderState {
  /** What these entries are of: another folder is asked for already while they are still shown. */
  readonly path: string
  readonly version: number
  readonly entries: readonly ListedEntry[]
  /** Whether that is all. */
  readonly isWhole: boolean
  /** Whether the folder has more than a page gets. */
  readonly isCut: boolean
  readonly error: ComiceError | null
}

interface Place {
  readonly drive: string
  readonly version: number
  readonly path: string
}

/** Null until the first entries are here. What was there stays until what is there now has come. */
export function useFolder({ drive, version, path }: Place): FolderState | null {
  const api = useNode()
  const [state, setState] = useState<FolderState | null>(null)
  useEffect(() => {
    let entries: ListedEntry[] = []
    let shownAt = 0
    const show = (end: Pick<FolderState, 'isWhole' | 'isCut' | 'error'>) => {
      shownAt = performance.now()
      setState({ path, version, entries: [...entries], ...end })
    }
    const subscription = api.drives.folder.subscribe(
      { drive, version, path },
      {
        onData: (part: FolderPart) => {
          if (part.from === 0) entries = []
          entries.push(...part.entries)
          // Each time all of them are put in order and laid out.
          const isDue = part.from === 0 || performance.now() - shownAt > FOLDER_SHOWN_MS
          if (part.isLast || isDue) show({ isWhole: part.isLast, isCut: part.isCut, error: null })
        },
        onError: (error) => show({ isWhole: true, isCut: false, error: toComiceError(error) }),
      },
    )
    return () => subscription.unsubscribe()
  }, [api, drive, version, path])
  return state
}
