/** What is in a file, by what its name says that it is. It is anybody's: nothing of it runs, see the node's window-files.ts. */
import type { ListedEntry } from '@comice/host'
import { type ReactNode, useState } from 'react'
import { nameOf } from '../drives/drive-words.ts'
import { formatBytes } from '../format/bytes.ts'
import { TEXT_PREVIEW_BYTES } from '../constants.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { EntryIcon } from './entry-icon.tsx'
import { previewKind } from './preview-kind.ts'
import { useText } from './use-text.ts'

interface ContentsProps {
  readonly entry: ListedEntry
  /** Where its contents are. */
  readonly address: string
}

export function Contents({ entry, address }: ContentsProps) {
  const [isBroken, setBroken] = useState(false)
  const name = nameOf(entry.path)
  const fail = () => setBroken(true)
  if (isBroken) {
    return (
      <Note entry={entry}>It cannot be shown: it is damaged, not what its name says, or nobody has it.</Note>
    )
  }
  switch (previewKind(name)) {
    case 'image':
      return (
        <img
          src={address}
          alt={name}
          onError={fail}
          className="m-auto max-h-full max-w-full object-contain"
        />
      )
    case 'video':
      return (
        <video
          src={address}
          controls
          preload="metadata"
          aria-label={name}
          onError={fail}
          className="m-auto max-h-full max-w-full"
        />
      )
    case 'sound':
      return (
        <audio
          src={address}
          controls
          preload="metadata"
          aria-label={name}
          onError={fail}
          className="m-auto w-full max-w-md"
        />
      )
    case 'pdf':
      return (
        <iframe src={address} title={name} className="h-full w-full rounded-xl border border-line bg-shelf" />
      )
    case 'text':
      return <TextContents entry={entry} address={address} />
    case 'other':
      return <Note entry={entry}>There is no preview of files like this. Save it to open it elsewhere.</Note>
  }
}

function TextContents({ entry, address }: ContentsProps) {
  const state = useText(address, entry.bytes)
  switch (state.kind) {
    case 'loading':
      return (
        <p role="status" className="m-auto text-soft">
          Loading…
        </p>
      )
    case 'failed':
      return <ErrorNote error={state.error} />
    case 'binary':
      return <Note entry={entry}>This is no text, whatever its name says. Save it to open it elsewhere.</Note>
    case 'text':
      return (
        <div className="flex h-full min-h-0 w-full flex-col gap-2">
          <pre
            tabIndex={0}
            aria-label={nameOf(entry.path)}
            dir="auto"
            className="focusable min-h-0 flex-1 overflow-auto rounded-xl border border-line bg-paper p-4 font-mono text-sm wrap-anywhere whitespace-pre-wrap"
          >
            {state.text}
          </pre>
          {state.isCut && (
            <p className="text-sm text-soft">
              The first {formatBytes(TEXT_PREVIEW_BYTES)} of {formatBytes(entry.bytes)}. Save it to read all
              of it.
            </p>
          )}
        </div>
      )
  }
}

function Note({ entry, children }: { entry: ListedEntry; children: ReactNode }) {
  return (
    <div className="m-auto max-w-sm text-center text-soft">
      <EntryIcon entry={entry} className="mx-auto mb-3 size-12" />
      <p>{children}</p>
    </div>
  )
}
