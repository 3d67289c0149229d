/** The files that go out with the next message, above where one writes. */
import { formatBytes } from '../format/bytes.ts'
import { sentence } from '../format/text.ts'
import { IconButton } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { CloseIcon } from '../ui/icons.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { FileGlyph } from './file-glyph.tsx'
import type { Attachment } from './attachment-shelf.ts'
import type { Attachments } from './use-attachments.ts'

export function AttachmentList({ attachments }: { attachments: Attachments | null }) {
  if (attachments === null) return null
  const { all, problem, remove } = attachments
  if (all.length === 0 && problem === null) return null
  return (
    <div className="mb-1.5 flex flex-col gap-1.5">
      {problem !== null && <ErrorNote error={problem} />}
      {all.length > 0 && (
        <ul aria-label="Files to send" className="flex max-h-[30dvh] flex-wrap gap-1.5 overflow-y-auto p-0.5">
          {all.map((attachment) => (
            <AttachmentItem
              key={attachment.key}
              attachment={attachment}
              onRemove={() => remove(attachment.key)}
            />
          ))}
        </ul>
      )}
    </div>
  )
}

interface AttachmentItemProps {
  readonly attachment: Attachment
  readonly onRemove: () => void
}

function AttachmentItem({ attachment, onRemove }: AttachmentItemProps) {
  const { name, size, share, added, error } = attachment
  return (
    <li
      className={`flex w-64 max-w-full min-w-0 items-center max-wide:w-full gap-2 rounded-xl border bg-card py-1 pr-1 pl-2.5 text-sm ${error === null ? 'border-line' : 'border-dashed border-russet'}`}
    >
      <FileGlyph mediaType={added?.mediaType ?? ''} />
      <div className="min-w-0 flex-1">
        <bdi className="block truncate" title={name}>
          {name}
        </bdi>
        {error === null ? (
          <p className="text-xs text-soft">{added === null ? 'Getting ready…' : formatBytes(size)}</p>
        ) : (
          <p role="alert" className="text-xs wrap-anywhere text-russet">
            {sentence(error.message)}
          </p>
        )}
        {added === null && error === null && <ProgressBar label={`${name} is ready`} share={share} />}
      </div>
      <IconButton label={`Leave out ${name}`} onPress={onRemove}>
        <CloseIcon className="size-4" />
      </IconButton>
    </li>
  )
}
