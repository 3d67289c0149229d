/** The files that were chosen or dropped, to be sent. */
import { formatBytes } from '../format/bytes.ts'
import { count } from '../format/text.ts'
import type { PickedFile } from '../uploads/picked-files.ts'
import { Button } from '../ui/button.tsx'

const SHOWN_FILES = 4

export function ChosenFiles({ files, onClear }: { files: readonly PickedFile[]; onClear: () => void }) {
  if (files.length === 0) {
    return (
      <p className="rounded-xl border border-dashed border-edge px-4 py-6 text-center text-sm text-soft">
        Drag files or folders here, or add them.
      </p>
    )
  }
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0)
  return (
    <div className="rounded-xl border border-line bg-paper px-4 py-3 text-sm">
      <ul aria-label="Files to send">
        {files.slice(0, SHOWN_FILES).map(({ path, file }) => (
          <li key={path} className="flex gap-3 py-0.5">
            <bdi className="min-w-0 flex-1 truncate text-left">{path}</bdi>
            <span className="shrink-0 text-soft tabular-nums">{formatBytes(file.size)}</span>
          </li>
        ))}
        {files.length > SHOWN_FILES && (
          <li className="py-0.5 text-soft">and {count(files.length - SHOWN_FILES, 'more file')}</li>
        )}
      </ul>
      <div className="mt-2 flex items-center justify-between gap-2 border-t border-line pt-2">
        <p role="status" className="text-soft tabular-nums">
          {count(files.length, 'file')} · {formatBytes(bytes)}
        </p>
        <Button look="quiet" onPress={onClear} className="-my-1">
          Clear
        </Button>
      </div>
    </div>
  )
}
