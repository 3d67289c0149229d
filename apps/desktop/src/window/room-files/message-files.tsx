/** What a message brings: pictures as such, in a place that is theirs before they come; all else as a row. */
import type { MessageFile } from '@comice/host'
import { useOpenRoomContext } from '../conversation/room-context.ts'
import type { Message } from '../conversation/timeline.ts'
import { FileRow } from './file-row.tsx'
import { Picture } from './picture.tsx'
import { isPicture } from './picture-box.ts'

export function MessageFiles({ message }: { message: Message }) {
  const { fileBase } = useOpenRoomContext()
  const { id, seq, files, text } = message
  if (files.length === 0) return null
  return (
    <ul aria-label="Files" className={`flex max-w-full flex-col gap-1.5 ${text === '' ? '' : 'mt-2'}`}>
      {files.map((file: MessageFile, at) => {
        const place = { message: id, seq, at, name: file.name }
        return (
          // The files of a message never change.
          <li key={at} className="min-w-0">
            {isPicture(file) && fileBase !== null ? (
              <Picture file={file} place={place} base={fileBase} />
            ) : (
              <FileRow file={file} place={place} base={fileBase} />
            )}
          </li>
        )
      })}
    </ul>
  )
}
