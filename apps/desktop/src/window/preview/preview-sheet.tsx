/** One file, large, with those beside it a key away. */
import type { ListedEntry } from '@comice/host'
import { useEffect, useState } from 'react'
import { contentAddress, saveAddress, useLookedDrive } from '../drives/drive-address.ts'
import { entryLine, nameOf } from '../drives/drive-words.ts'
import { IconButton } from '../ui/button.tsx'
import { HistoryIcon, NextIcon, PreviousIcon, SaveIcon } from '../ui/icons.tsx'
import { SaveLink } from '../ui/save-link.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Contents } from './contents.tsx'

interface PreviewSheetProps {
  readonly entry: ListedEntry
  /** An earlier version of it; default: the one that is looked at. */
  readonly version?: number
  /** The files before and after it; null where there is none. */
  readonly previous: ListedEntry | null
  readonly next: ListedEntry | null
  readonly onShow: (entry: ListedEntry) => void
  readonly onHistory: (() => void) | null
  readonly onClose: () => void
}

export function PreviewSheet(props: PreviewSheetProps) {
  const { entry, version, previous, next, onShow, onHistory, onClose } = props
  const looked = useLookedDrive()
  const newest = useVersionOf(entry.path)
  const drive = { ...looked, version: version ?? newest }
  const name = nameOf(entry.path)
  useArrows({ previous, next, onShow })
  const actions = (
    <span className="flex shrink-0 items-center">
      {previous !== null && (
        <IconButton label="The file before" onPress={() => onShow(previous)}>
          <PreviousIcon />
        </IconButton>
      )}
      {next !== null && (
        <IconButton label="The file after" onPress={() => onShow(next)}>
          <NextIcon />
        </IconButton>
      )}
      {onHistory !== null && (
        <IconButton label="History of this file" onPress={onHistory}>
          <HistoryIcon />
        </IconButton>
      )}
      <SaveLink
        href={saveAddress(drive, entry.path)}
        name={name}
        label="Save it to this computer"
        className="aspect-square hover:bg-hover"
      >
        <SaveIcon />
      </SaveLink>
    </span>
  )
  return (
    <Sheet
      title={<bdi className="block truncate">{name}</bdi>}
      placement="large"
      actions={actions}
      onClose={onClose}
    >
      <div className="flex h-full min-h-0 flex-col gap-3">
        <p className="text-sm text-soft">
          {entryLine(entry)}
          {version !== undefined && ` · version ${version}`}
        </p>
        <div className="flex min-h-0 flex-1">
          <Contents
            key={`${drive.version} ${entry.path}`}
            entry={entry}
            address={contentAddress(drive, entry.path)}
          />
        </div>
      </div>
    </Sheet>
  )
}

/** The version that a file was first shown at: a video goes on playing while its drive grows. */
function useVersionOf(path: string): number {
  const { version } = useLookedDrive()
  const [shown, setShown] = useState({ path, version })
  if (shown.path !== path) setShown({ path, version })
  return shown.path === path ? shown.version : version
}

/** Left and right, but where they do something else: in a video, in a text. */
function useArrows({
  previous,
  next,
  onShow,
}: Pick<PreviewSheetProps, 'previous' | 'next' | 'onShow'>): void {
  useEffect(() => {
    const onKeyDown = ({ key, target }: KeyboardEvent) => {
      if (target instanceof HTMLMediaElement) return
      const to = key === 'ArrowLeft' ? previous : key === 'ArrowRight' ? next : null
      if (to !== null) onShow(to)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [previous, next, onShow])
}
