/** One version of a drive or of a file of it. */
import { toComiceError } from '@comice/client'
import { useNode } from '@comice/client/react'
import type { ChangesView, DriveVersionView, ListedEntry } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useEffect, useState } from 'react'
import { saveAddress, useLookedDrive } from '../drives/drive-address.ts'
import { nameOf } from '../drives/drive-words.ts'
import { formatBytes } from '../format/bytes.ts'
import { clockTime, dayLabel, fullTime } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { SaveLink } from '../ui/save-link.tsx'

interface VersionItemProps {
  readonly version: DriveVersionView
  readonly isNewest: boolean
  readonly onShow: (entry: ListedEntry, version: number) => void
  /** Null where it cannot be gone back to. */
  readonly onRestore: (() => void) | null
}

export function VersionItem({ version: one, isNewest, onShow, onRestore }: VersionItemProps) {
  const drive = useLookedDrive()
  const [isOpen, setOpen] = useState(false)
  const { version, at, tags, entry } = one
  return (
    <li className="border-t border-line py-3 first:border-0">
      <p className="flex items-baseline justify-between gap-3">
        <time title={fullTime(at)} className="font-medium">
          {dayLabel(at, Date.now())}, {clockTime(at)}
        </time>
        <span className="text-xs text-soft">{isNewest ? 'as it is now' : `version ${version}`}</span>
      </p>
      <p className="text-sm text-soft">
        {entry === undefined
          ? changesLine(one)
          : entry === null
            ? 'It was deleted.'
            : formatBytes(entry.bytes)}
        {tags.map((tag) => (
          <bdi key={tag} className="ml-2 rounded-full bg-tint px-2 py-0.5 text-xs text-tint-ink">
            {tag}
          </bdi>
        ))}
      </p>
      <div className="-ml-3 flex flex-wrap">
        {entry === undefined && (
          <Button look="quiet" aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide what changed' : 'What changed'}
          </Button>
        )}
        {entry != null && (
          <>
            <Button look="quiet" onPress={() => onShow(entry, version)}>
              Show
            </Button>
            <SaveLink
              href={saveAddress({ ...drive, version }, entry.path)}
              name={nameOf(entry.path)}
              className="px-3 hover:bg-hover"
            >
              Save
            </SaveLink>
          </>
        )}
        {onRestore !== null && (
          <Button look="quiet" onPress={onRestore}>
            Restore…
          </Button>
        )}
      </div>
      {isOpen && <ChangeList version={one} />}
    </li>
  )
}

function changesLine({ added, changed, removed }: DriveVersionView): string {
  const parts = [
    added > 0 ? `${added.toLocaleString()} added` : '',
    changed > 0 ? `${changed.toLocaleString()} changed` : '',
    removed > 0 ? `${removed.toLocaleString()} removed` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'Nothing of its files' : parts.join(', ')
}

const SIGNS = { add: '+', change: '~', remove: '−' } as const
const VERBS = { add: 'added', change: 'changed', remove: 'removed' } as const
const LOOKS = { add: 'text-accent', change: 'text-ink', remove: 'text-russet' } as const

function ChangeList({ version: { version, from } }: { version: DriveVersionView }) {
  const { view, error } = useChanges(version, from)
  if (error !== null) return <ErrorNote error={error} />
  if (view === null) return <p className="text-sm text-soft">Looking…</p>
  return (
    <ul className="mt-1 flex flex-col gap-0.5 rounded-xl bg-shelf px-3 py-2 text-sm">
      {view.changes.map(({ kind, path }) => (
        <li key={path} className={`flex gap-2 ${LOOKS[kind]}`}>
          <span aria-hidden="true" className="font-mono">
            {SIGNS[kind]}
          </span>
          <span className="sr-only">{VERBS[kind]}</span>
          <bdi className="min-w-0 wrap-anywhere">{path.slice(1)}</bdi>
        </li>
      ))}
      {view.hasMore && <li className="text-soft">… and more</li>}
    </ul>
  )
}

function useChanges(version: number, from: number): { view: ChangesView | null; error: ComiceError | null } {
  const api = useNode()
  const { id } = useLookedDrive()
  const [state, setState] = useState<{ view: ChangesView | null; error: ComiceError | null }>({
    view: null,
    error: null,
  })
  useEffect(() => {
    let isShown = true
    api.drives.changes.query({ drive: id, version, from }).then(
      (view) => isShown && setState({ view, error: null }),
      (error: unknown) => isShown && setState({ view: null, error: toComiceError(error) }),
    )
    return () => {
      isShown = false
    }
  }, [api, id, version, from])
  return state
}
