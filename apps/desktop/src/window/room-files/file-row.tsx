/** A file in a message: what it is, how far it is on its way here, and how it is saved. */
import { useNode } from '@comice/client/react'
import type { FileProgress, MessageFile } from '@comice/host'
import { useOpenRoomContext } from '../conversation/room-context.ts'
import { formatBytes } from '../format/bytes.ts'
import { sentence } from '../format/text.ts'
import { IconButton } from '../ui/button.tsx'
import { CloseIcon, RetryIcon, SaveIcon } from '../ui/icons.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { useWork } from '../ui/use-work.ts'
import { type FilePlace, saveAddress } from './file-address.ts'
import { FileGlyph } from './file-glyph.tsx'

interface FileRowProps {
  readonly file: MessageFile
  readonly place: FilePlace
  /** Null until the node has said where files are. */
  readonly base: string | null
}

interface FetchWish {
  readonly room: string
  readonly message: string
  readonly at: number
}

export function FileRow({ file, place, base }: FileRowProps) {
  const { name, size, mediaType } = file
  const { id: room } = useOpenRoomContext()
  // It is brought here first, where one sees how far it is; then the browser saves it at once.
  const fetching = useWork<FetchWish, FileProgress, FileProgress>(useNode().rooms.files.fetch, () => {
    if (base !== null) saveNow(saveAddress(base, place))
  })
  const { isRunning, progress, error } = fetching
  const save = () => fetching.run({ room, message: place.message, at: place.at })
  return (
    <div className="flex w-72 max-w-full min-w-0 items-center gap-2.5 rounded-xl border border-line bg-paper py-1 pr-1 pl-3 text-sm text-ink">
      <FileGlyph mediaType={mediaType} />
      <div className="min-w-0 flex-1 py-0.5">
        <bdi className="block truncate text-left font-medium" title={name}>
          {name}
        </bdi>
        <p role="status" className="text-xs text-soft tabular-nums">
          {isRunning && progress !== null
            ? `${formatBytes(progress.bytes)} of ${formatBytes(size)}`
            : formatBytes(size)}
        </p>
        {isRunning && (
          <ProgressBar
            label={`${name} has come`}
            share={progress === null || size === 0 ? null : progress.bytes / size}
          />
        )}
        {error !== null && (
          <p role="alert" className="text-xs wrap-anywhere text-russet">
            {sentence(error.message)} {error.hint === undefined ? '' : sentence(error.hint)}
          </p>
        )}
      </div>
      {isRunning ? (
        <IconButton label={`Stop fetching ${name}`} onPress={() => fetching.stop()}>
          <CloseIcon className="size-4.5" />
        </IconButton>
      ) : (
        <IconButton label={`Save ${name}`} isDisabled={base === null} onPress={save}>
          {error === null ? <SaveIcon className="size-4.5" /> : <RetryIcon className="size-4.5" />}
        </IconButton>
      )}
    </div>
  )
}

function saveNow(address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}
