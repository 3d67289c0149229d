/** A file of the folder that is shown, and the way to those beside it. */
import type { ListedEntry } from '@comice/host'
import { PreviewSheet } from '../preview/preview-sheet.tsx'
import type { BrowserDialog } from './drive-browser.tsx'

interface PreviewProps {
  readonly shown: Extract<BrowserDialog, { kind: 'preview' }>
  readonly entries: readonly ListedEntry[]
  readonly onDialog: (dialog: BrowserDialog | null) => void
}

export function Preview({ shown: { entry, version }, entries, onDialog }: PreviewProps) {
  // An earlier version of a file has nothing beside it.
  const files = version === undefined ? entries.filter(({ kind }) => kind === 'file') : []
  const index = files.findIndex(({ path }) => path === entry.path)
  const history = () => onDialog({ kind: 'history', path: entry.path })
  return (
    <PreviewSheet
      entry={entry}
      {...(version === undefined ? {} : { version })}
      previous={index === -1 ? null : (files[index - 1] ?? null)}
      next={index === -1 ? null : (files[index + 1] ?? null)}
      onShow={(next) => onDialog({ kind: 'preview', entry: next })}
      onHistory={entry.kind === 'file' ? history : null}
      onClose={() => onDialog(null)}
    />
  )
}
