/** What is on its way, and what did not get there: with its text, the reason and a way on. */
import { sentence } from '../format/text.ts'
import { Button } from '../ui/button.tsx'
import { RetryIcon, WarnIcon } from '../ui/icons.tsx'
import { MessageText } from './message-text.tsx'
import type { Unsent } from './outbox.ts'

interface UnsentListProps {
  readonly unsent: readonly Unsent[]
  readonly onRetry: (key: number) => void
  readonly onDiscard: (key: number) => void
}

export function UnsentList({ unsent, onRetry, onDiscard }: UnsentListProps) {
  return unsent.map(({ key, said, error }) => (
    <div
      key={key}
      role="group"
      aria-label={error === null ? 'Being sent' : 'Not sent'}
      className="flex max-w-[min(34rem,86%)] flex-col items-end gap-1 self-end"
    >
      <div
        data-message
        className={`max-w-full overflow-clip rounded-2xl px-3.5 py-2 ${error === null ? 'bg-tint text-tint-ink' : 'border border-dashed border-russet bg-card'}`}
      >
        {said.text !== '' && <MessageText text={said.text} />}
        {said.files?.map(({ id, name }) => (
          <bdi key={id} className="block truncate text-sm">
            {name}
          </bdi>
        ))}
      </div>
      {error === null ? (
        <p className="breathe px-1 text-xs text-soft">Saving…</p>
      ) : (
        <div role="alert" className="flex flex-wrap items-center justify-end gap-x-1 text-sm text-russet">
          <WarnIcon className="size-4" />
          <span className="min-w-0 wrap-anywhere">
            Not sent. {sentence(error.message)} {error.hint === undefined ? '' : sentence(error.hint)}
          </span>
          <Button look="danger" onPress={() => onRetry(key)}>
            <RetryIcon className="size-4" />
            Try again
          </Button>
          <Button look="danger" onPress={() => onDiscard(key)}>
            Discard
          </Button>
        </div>
      )}
    </div>
  ))
}
