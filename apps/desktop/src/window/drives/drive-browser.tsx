/** The folders and files of a drive that is looked at. */
import type { ListedEntry } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useMemo, useState } from 'react'
import { MAX_ROWS } from '../constants.ts'
import { HistorySheet } from '../history/history-sheet.tsx'
import { DropZone } from '../uploads/drop-zone.tsx'
import type { PickedFile } from '../uploads/picked-files.ts'
import { useUploads } from '../uploads/uploads-provider.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { PathBar } from './breadcrumbs.tsx'
import { AddTools, ViewTools } from './browser-tools.tsx'
import { useLookedDrive } from './drive-address.ts'
import { folderOf, nameOf } from './drive-words.ts'
import { DeleteEntryDialog, NewFolderDialog, RenameEntryDialog } from './entry-dialogs.tsx'
import { EntryList } from './entry-list.tsx'
import { FindField, useShownEntries } from './large-folder.tsx'
import { Preview } from './preview-of-folder.tsx'
import { ReplaceDialog } from './replace-dialog.tsx'
import { type Sorting, sortEntries } from './sort-entries.ts'
import { type FolderState, useFolder } from './use-folder.ts'

/** What is open over the list. */
export type BrowserDialog =
  | { readonly kind: 'preview'; readonly entry: ListedEntry; readonly version?: number }
  | { readonly kind: 'history'; readonly path: string }
  | { readonly kind: 'rename' | 'delete'; readonly entry: ListedEntry }
  | { readonly kind: 'new-folder' }
  /** Some of them are there already. */
  | { readonly kind: 'replace'; readonly files: readonly PickedFile[]; readonly names: readonly string[] }

interface Where {
  readonly path: string
  /** The entry that gets the focus there; undefined: the focus stays where it is. */
  readonly arrival: string | null | undefined
}

export function DriveBrowser({ isNarrow }: { isNarrow: boolean }) {
  const drive = useLookedDrive()
  const uploads = useUploads()
  const [{ path, arrival }, setWhere] = useState<Where>({ path: '', arrival: undefined })
  const [sorting, setSorting] = useState<Sorting>({ by: 'name', isDown: false })
  const [dialog, setDialog] = useState<BrowserDialog | null>(null)
  const [dropError, setDropError] = useState<ComiceError | null>(null)
  const folder = useFolder({ drive: drive.id, version: drive.version, path })
  const entries = useMemo(() => sortEntries(folder?.entries ?? [], sorting), [folder, sorting])
  const close = () => setDialog(null)
  const go = (to: string, from: string | null) => setWhere({ path: to, arrival: from })
  const send = (files: readonly PickedFile[]) => {
    setDropError(null)
    close()
    uploads.start(drive, path, files)
  }
  const take = (files: readonly PickedFile[]) => {
    const names = namesBoth(files, entries)
    if (names.length > 0) setDialog({ kind: 'replace', files, names })
    else if (files.length > 0) send(files)
  }
  const open = (entry: ListedEntry) => {
    if (entry.kind === 'folder') go(entry.path, null)
    else if (entry.kind !== 'refused') setDialog({ kind: 'preview', entry })
  }
  return (
    <>
      <DropZone
        label={drive.isOurs ? <>Drop it into {path === '' ? drive.name : nameOf(path)}</> : null}
        onDrop={take}
        onError={setDropError}
        className="flex min-h-0 flex-1 flex-col px-2 wide:px-6"
      >
        <div className="flex min-w-0 flex-wrap items-center gap-x-2 py-1">
          <PathBar drive={drive.name} path={path} onOpen={(to) => go(to, null)} />
          {drive.isOurs && <AddTools onPick={take} onDialog={setDialog} />}
          <ViewTools sorting={sorting} onSort={setSorting} onDialog={setDialog} />
        </div>
        {dropError !== null && <ErrorNote error={dropError} />}
        <Folder
          key={folder?.path ?? ''}
          folder={folder}
          path={path}
          entries={entries}
          arrival={arrival}
          isNarrow={isNarrow}
          onUp={() => path !== '' && go(folderOf(path), path)}
          onOpen={open}
          onDialog={setDialog}
        />
      </DropZone>
      {dialog !== null && (
        <BrowserDialogs dialog={dialog} path={path} entries={entries} onDialog={setDialog} onSend={send} />
      )}
    </>
  )
}

/** Names of what is there already, of files that are to come. */
function namesBoth(files: readonly PickedFile[], entries: readonly ListedEntry[]): string[] {
  const tops = new Set(files.map(({ path }) => path.split('/')[0] ?? ''))
  return entries.map(({ path }) => nameOf(path)).filter((name) => tops.has(name))
}

interface FolderProps {
  readonly folder: FolderState | null
  readonly path: string
  readonly entries: readonly ListedEntry[]
  readonly arrival: string | null | undefined
  readonly isNarrow: boolean
  readonly onUp: () => void
  readonly onOpen: (entry: ListedEntry) => void
  readonly onDialog: (dialog: BrowserDialog) => void
}

function Folder({ folder, path, entries, arrival, isNarrow, onUp, onOpen, onDialog }: FolderProps) {
  const { isOurs, name } = useLookedDrive()
  const finding = useShownEntries(entries)
  // The last folder stays until this one has come, so that nothing flickers.
  if (folder === null) return <div className="flex-1" />
  const canChange = isOurs && folder.path === path
  return (
    <>
      {folder.error !== null && <ErrorNote error={folder.error} />}
      {entries.length > MAX_ROWS && <FindField {...finding} total={entries.length} isCut={folder.isCut} />}
      <EntryList
        key={folder.path}
        entries={finding.shown}
        label={`Files in ${folder.path === '' ? name : nameOf(folder.path)}`}
        isNarrow={isNarrow}
        focused={arrival}
        onUp={onUp}
        onOpen={onOpen}
        onHistory={(entry) => onDialog({ kind: 'history', path: entry.path })}
        onRename={canChange ? (entry) => onDialog({ kind: 'rename', entry }) : null}
        onDelete={canChange ? (entry) => onDialog({ kind: 'delete', entry }) : null}
        empty={folder.error === null && folder.isWhole && <Empty />}
      />
    </>
  )
}

function Empty() {
  const { isOurs } = useLookedDrive()
  return (
    <div className="mx-auto max-w-sm px-4 py-12 text-center text-soft">
      <p className="font-serif text-lg text-ink">Nothing here yet</p>
      <p className="mt-1 text-sm">
        {isOurs
          ? 'Drag files or folders in, or add them with the buttons above.'
          : 'When its owner puts something in, it appears by itself.'}
      </p>
    </div>
  )
}

interface BrowserDialogsProps {
  readonly dialog: BrowserDialog
  readonly path: string
  readonly entries: readonly ListedEntry[]
  readonly onDialog: (dialog: BrowserDialog | null) => void
  readonly onSend: (files: readonly PickedFile[]) => void
}

function BrowserDialogs({ dialog, path, entries, onDialog, onSend }: BrowserDialogsProps) {
  const close = () => onDialog(null)
  switch (dialog.kind) {
    case 'preview':
      return <Preview shown={dialog} entries={entries} onDialog={onDialog} />
    case 'history':
      return (
        <HistorySheet
          path={dialog.path}
          onShow={(entry, version) => onDialog({ kind: 'preview', entry, version })}
          onClose={close}
        />
      )
    case 'rename':
      return <RenameEntryDialog entry={dialog.entry} onClose={close} />
    case 'delete':
      return <DeleteEntryDialog entry={dialog.entry} onClose={close} />
    case 'new-folder':
      return <NewFolderDialog folder={path} onClose={close} />
    case 'replace':
      return <ReplaceDialog names={dialog.names} onReplace={() => onSend(dialog.files)} onClose={close} />
  }
}
