/** Above the field: what one answers or changes, and the way out of it. */
import { IconButton } from '../ui/button.tsx'
import { CloseIcon, PenIcon, ReplyIcon } from '../ui/icons.tsx'
import { quoteOf } from './reply-quote.tsx'
import type { Writing } from './writing.ts'

interface WritingBannerProps {
  readonly writing: Exclude<Writing, { kind: 'new' }>
  readonly onCancel: () => void
}

export function WritingBanner({ writing, onCancel }: WritingBannerProps) {
  const isReply = writing.kind === 'reply'
  const message = isReply ? writing.to : writing.message
  return (
    <div className="mb-1.5 flex items-center gap-2.5 rounded-xl bg-shelf py-0.5 pr-0.5 pl-3 text-sm">
      {isReply ? <ReplyIcon className="size-4 text-soft" /> : <PenIcon className="size-4 text-soft" />}
      <p role="status" className="min-w-0 flex-1 truncate">
        <span className="font-medium">
          {isReply ? (
            <>
              Answer to <bdi>{message.mine ? 'yourself' : message.name}</bdi>
            </>
          ) : (
            'Change what you said'
          )}
        </span>{' '}
        <bdi className="text-soft">{quoteOf(message)}</bdi>
      </p>
      <IconButton label={isReply ? 'Do not answer' : 'Leave it as it was'} onPress={onCancel}>
        <CloseIcon className="size-4" />
      </IconButton>
    </div>
  )
}
