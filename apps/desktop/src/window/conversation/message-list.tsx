/** The scrolling middle of a conversation. */
import { useEffect, useMemo } from 'react'
import { count, shortKey } from '../format/text.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { DownIcon } from '../ui/icons.tsx'
import { Announcer } from './announcer.tsx'
import { groupMessages } from './group-messages.ts'
import { MessageDays, type Names } from './message-groups.tsx'
import type { useOutbox } from './outbox.ts'
import type { Page } from './timeline.ts'
import { UnsentList } from './unsent-list.tsx'
import { useAttention, useNewLine } from './use-new-line.ts'
import { useStickyScroll } from './use-sticky-scroll.ts'
import type { OpenTimeline } from './use-timeline.ts'

interface MessageListProps {
  readonly room: string
  readonly page: Page
  readonly timeline: OpenTimeline
  readonly names: Names
  readonly outbox: ReturnType<typeof useOutbox>
}

export function MessageList({ room, page, timeline, names, outbox }: MessageListProps) {
  const { messages, more } = page
  const { unsent, settle } = outbox
  const shown = useMemo(() => new Set(messages.map(({ id }) => id)), [messages])
  useEffect(() => settle((id) => shown.has(id)), [settle, shown])
  const waiting = useMemo(() => unsent.filter(({ id }) => id === null || !shown.has(id)), [unsent, shown])

  const { list, isAtEnd, onScroll, toEnd } = useStickyScroll({
    first: messages[0]?.id,
    last: messages.at(-1)?.id,
    tail: waiting,
    onNearStart: () => more && timeline.olderError === null && timeline.loadOlder(),
  })
  const newest = waiting.at(-1)?.key
  useEffect(() => {
    if (newest !== undefined) toEnd()
  }, [newest, toEnd])

  const isLooking = useAttention() && isAtEnd
  const newFrom = useNewLine(room, messages, isLooking)
  const days = useMemo(() => groupMessages(messages, newFrom), [messages, newFrom])
  const missed = newFrom === null ? 0 : (messages.at(-1)?.seq ?? 0) + 1 - newFrom

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={list}
        onScroll={onScroll}
        role="region"
        aria-label="Messages"
        // The list scrolls by keyboard only when it can be focused.
        tabIndex={0}
        className="focusable h-full overflow-y-auto [overflow-anchor:none] -outline-offset-2"
      >
        <div className="mx-auto flex min-h-full max-w-3xl flex-col justify-end gap-4 px-3 pb-3 wide:px-6">
          <Beginning
            more={more}
            timeline={timeline}
            isEmpty={messages.length === 0 && waiting.length === 0}
          />
          <MessageDays days={days} names={names} />
          <UnsentList unsent={waiting} onRetry={outbox.retry} onDiscard={outbox.discard} />
        </div>
      </div>
      {!isAtEnd && (
        <Button
          onPress={toEnd}
          className="rise absolute right-4 bottom-3 rounded-full shadow-sheet"
          look={missed > 0 ? 'primary' : 'plain'}
        >
          <DownIcon className="size-4" />
          {missed > 0 ? `${count(missed, 'new message')}` : 'Newest'}
        </Button>
      )}
      <Announcer messages={messages} nameOf={(author) => names.get(author) ?? shortKey(author)} />
    </div>
  )
}

interface BeginningProps {
  readonly more: boolean
  readonly isEmpty: boolean
  readonly timeline: OpenTimeline
}

function Beginning({ more, isEmpty, timeline }: BeginningProps) {
  const { olderError, isLoadingOlder, loadOlder } = timeline
  if (olderError !== null) {
    return (
      <div className="flex flex-col items-center gap-2 pt-4">
        <ErrorNote error={olderError} />
        <Button onPress={loadOlder}>Try again</Button>
      </div>
    )
  }
  if (more) {
    return (
      <div className="flex justify-center pt-4">
        <Button onPress={loadOlder} isBusy={isLoadingOlder} look="quiet">
          {isLoadingOlder ? 'Loading older messages…' : 'Load older messages'}
        </Button>
      </div>
    )
  }
  if (isEmpty) {
    return (
      <p className="m-auto max-w-sm py-10 text-center text-balance text-soft">
        Nothing has been said here yet. What you write is kept on the members’ own machines, and nowhere else.
      </p>
    )
  }
  return <p className="pt-6 text-center text-xs text-soft">This is where the room begins.</p>
}
