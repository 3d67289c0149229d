/** What a drive, or one file of it, was, and the way back. */
import { toComiceError } from '@comice/client'
import { useNode } from '@comice/client/react'
import type { DriveVersionView, ListedEntry } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useEffect, useState } from 'react'
import { useLookedDrive } from '../drives/drive-address.ts'
import { nameOf } from '../drives/drive-words.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { RestoreDialog } from './restore-dialog.tsx'
import { VersionItem } from './version-item.tsx'

interface HistorySheetProps {
  /** `/folder/file`; empty: the whole drive. */
  readonly path: string
  /** Shows the file as it was. */
  readonly onShow: (entry: ListedEntry, version: number) => void
  readonly onClose: () => void
}

export function HistorySheet({ path, onShow, onClose }: HistorySheetProps) {
  const { name, isOurs } = useLookedDrive()
  const { versions, error } = useVersions(path)
  const [restored, setRestored] = useState<DriveVersionView | null>(null)
  const title = (
    <>
      History of <bdi>{path === '' ? name : nameOf(path)}</bdi>
    </>
  )
  return (
    <Sheet title={title} placement="side" onClose={onClose}>
      {error !== null && <ErrorNote error={error} />}
      {versions === null && error === null && (
        <p role="status" className="py-4 text-sm text-soft">
          Looking…
        </p>
      )}
      {versions?.length === 0 && (
        <p className="py-4 text-sm text-soft">
          {path === ''
            ? 'Nothing was written into it yet, or by a program that keeps no notes of its versions.'
            : 'There are no notes of when it came: another program wrote it.'}
        </p>
      )}
      <ol className="flex flex-col">
        {versions?.map((version, index) => (
          <VersionItem
            key={version.version}
            version={version}
            isNewest={index === 0}
            onShow={onShow}
            onRestore={isOurs && index > 0 && version.entry !== null ? () => setRestored(version) : null}
          />
        ))}
      </ol>
      {restored !== null && (
        <RestoreDialog version={restored} path={path} onClose={() => setRestored(null)} onDone={onClose} />
      )}
    </Sheet>
  )
}

interface Versions {
  /** Null until the node has answered. */
  readonly versions: readonly DriveVersionView[] | null
  readonly error: ComiceError | null
}

function useVersions(path: string): Versions {
  const api = useNode()
  const { id, version } = useLookedDrive()
  const [state, setState] = useState<Versions>({ versions: null, error: null })
  useEffect(() => {
    let isShown = true
    api.drives.versions.query({ drive: id, ...(path === '' ? {} : { path }) }).then(
      (versions) => isShown && setState({ versions, error: null }),
      (error: unknown) => isShown && setState({ versions: null, error: toComiceError(error) }),
    )
    return () => {
      isShown = false
    }
  }, [api, id, path, version])
  return state
}
