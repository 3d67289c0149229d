/** One entry of a folder. */
import type { ListedEntry } from '@comice/host'
import { EntryIcon } from '../preview/entry-icon.tsx'
import { formatBytes } from '../format/bytes.ts'
import { dayLabel, fullTime } from '../format/time.ts'
import { HistoryIcon, PenIcon, SaveIcon, TrashIcon } from '../ui/icons.tsx'
import { Menu, type MenuChoice } from '../ui/menu.tsx'
import { offerFile } from '../ui/save-link.tsx'
import { saveAddress, useLookedDrive } from './drive-address.ts'
import { entryLine, nameOf } from './drive-words.ts'
import type { EntryActions } from './entry-list.tsx'

interface EntryRowProps extends EntryActions {
  readonly entry: ListedEntry
  readonly isNarrow: boolean
}

export function EntryRow({ entry, isNarrow, ...actions }: EntryRowProps) {
  const drive = useLookedDrive()
  const { kind, path } = entry
  const name = nameOf(path)
  const isFile = kind === 'file'
  const saved = {
    href: new URL(saveAddress(drive, path), location.href).href,
    name: isFile ? name : `${name}.tar`,
  }
  return (
    <div className="flex h-full items-center gap-3 pr-1 pl-2.5">
      <span
        draggable={kind !== 'refused'}
        onDragStart={(event) => offerFile(event, saved)}
        className="flex min-w-0 flex-1 items-center gap-3"
      >
        <EntryIcon entry={entry} className="size-5.5" />
        <span className="min-w-0 flex-1">
          <bdi className={`block truncate text-sm ${kind === 'refused' ? 'text-russet' : ''}`}>
            {name || path}
          </bdi>
          {(isNarrow || kind === 'refused' || kind === 'symlink') && (
            <span className="block truncate text-xs text-soft">{entryLine(entry)}</span>
          )}
        </span>
      </span>
      {!isNarrow && <Facts entry={entry} />}
      {kind === 'refused' ? (
        <span className="w-11" />
      ) : (
        <Menu label={`More for ${name}`} choices={choicesFor(entry, { ...actions, href: saved.href })} />
      )}
    </div>
  )
}

function Facts({ entry: { kind, bytes, mtimeMs } }: { entry: ListedEntry }) {
  return (
    <>
      <span className="w-20 shrink-0 text-right text-xs text-soft tabular-nums">
        {kind === 'file' && formatBytes(bytes)}
      </span>
      <span
        className="w-36 shrink-0 truncate text-right text-xs text-soft"
        {...(mtimeMs === null ? {} : { title: fullTime(mtimeMs) })}
      >
        {kind === 'file' && mtimeMs !== null && dayLabel(mtimeMs, Date.now())}
      </span>
    </>
  )
}

function choicesFor(
  entry: ListedEntry,
  { onHistory, onRename, onDelete, href }: EntryActions & { href: string },
): MenuChoice[] {
  const isFile = entry.kind === 'file'
  const save = isFile ? 'Save to this computer' : 'Save as a tar archive'
  const choices: MenuChoice[] = [
    { id: 'save', text: save, label: withIcon(SaveIcon, save), href, onAction: () => undefined },
  ]
  if (isFile)
    choices.push({
      ...{ id: 'history', text: 'History', label: withIcon(HistoryIcon, 'History') },
      onAction: () => onHistory(entry),
    })
  if (onRename !== null)
    choices.push({
      ...{ id: 'rename', text: 'Rename', label: withIcon(PenIcon, 'Rename…') },
      onAction: () => onRename(entry),
    })
  if (onDelete !== null)
    choices.push({
      ...{ id: 'delete', text: 'Delete', label: withIcon(TrashIcon, 'Delete…'), isDangerous: true },
      onAction: () => onDelete(entry),
    })
  return choices
}

function withIcon(Icon: typeof SaveIcon, text: string) {
  return (
    <>
      <Icon className="size-4.5" />
      {text}
    </>
  )
}
