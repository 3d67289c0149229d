/** The scrolling middle of a conversation. */
import { useCallback, useEffect, useMemo } from 'react'
import { count, shortKey } from '../format/text.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { DownIcon } from '../ui/icons.tsx'
import { Announcer } from './announcer.tsx'
import { groupMessages } from './group-messages.ts'
import { MessageDays } from './message-groups.tsx'
import type { Unsent, useOutbox } from './outbox.ts'
import { type OpenRoom, OpenRoomContext, type Place } from './room-context.ts'
import type { Message, Page } from './timeline.ts'
import { UnsentList } from './unsent-list.tsx'
import { useJump } from './use-jump.ts'
import { useMessageKeys } from './use-message-keys.ts'
import { useAttention, useNewLine } from './use-new-line.ts'
import { useStickyScroll } from './use-sticky-scroll.ts'
import type { OpenTimeline } from './use-timeline.ts'

interface MessageListProps {
  readonly room: Omit<OpenRoom, 'flashed' | 'jump'>
  readonly page: Page
  /** How many of its messages were read, on whichever device. */
  readonly read: number
  readonly timeline: OpenTimeline
  readonly outbox: ReturnType<typeof useOutbox>
  /** Where somebody wants to be led to, until they are. */
  readonly wanted: Place | null
  readonly onArrived: () => void
}

export function MessageList({ room: base, page, read, timeline, outbox, ...props }: MessageListProps) {
  const { wanted, onArrived } = props
  const { messages, more } = page
  const { names } = base
  const live = timeline.live?.messages ?? messages
  const waiting = useWaiting(outbox, live)
  const { list, isAtEnd, onScroll, toEnd, letGo } = useListScroll({ page, timeline, waiting })

  const { flashed, jump } = useJump({ list, letGo, loadTo: timeline.loadTo })
  const room = useMemo(() => ({ ...base, flashed, jump }), [base, flashed, jump])
  const { stop, ...keys } = useMessageKeys(messages, room)
  useEffect(() => {
    if (wanted === null) return
    jump(wanted)
    onArrived()
  }, [wanted, jump, onArrived])

  const isLooking = useAttention() && isAtEnd
  const newFrom = useNewLine({ id: base.id, read }, live, isLooking)
  const days = useMemo(() => groupMessages(messages, newFrom), [messages, newFrom])
  const missed = newFrom === null ? 0 : (live.at(-1)?.seq ?? 0) + 1 - newFrom

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={list}
        onScroll={onScroll}
        {...keys}
        role="region"
        aria-label="Messages"
        // The list scrolls by keyboard only when it can be focused. What is scrolled to is neither below the button that
        // leads to the newest, nor are its tools above the upper edge.
        tabIndex={0}
        className="focusable h-full overflow-y-auto scroll-pt-12 scroll-pb-16 [overflow-anchor:none] -outline-offset-2"
      >
        <div className="mx-auto flex min-h-full max-w-3xl flex-col justify-end gap-4 px-3 pb-3 wide:px-6">
          <Beginning
            more={more}
            timeline={timeline}
            isEmpty={messages.length === 0 && waiting.length === 0}
          />
          <OpenRoomContext value={room}>
            <MessageDays days={days} stop={stop} />
          </OpenRoomContext>
          <Ending timeline={timeline} waiting={waiting} outbox={outbox} />
        </div>
      </div>
      {!isAtEnd && <ToEnd missed={missed} onPress={toEnd} />}
      <Announcer messages={live} nameOf={(author) => names.get(author) ?? shortKey(author)} />
    </div>
  )
}

interface ListScroll {
  readonly page: Page
  readonly timeline: OpenTimeline
  readonly waiting: readonly Unsent[]
}

/** Scrolling, with older and newer messages where it comes near them; what one says oneself leads to the newest. */
function useListScroll({ page: { messages, more }, timeline, waiting }: ListScroll) {
  const { isLive, toNewest, loadError } = timeline
  const { toEnd: toLast, ...scroll } = useStickyScroll({
    first: messages[0]?.id,
    last: messages.at(-1)?.id,
    tail: waiting,
    hasEnd: isLive,
    onNearStart: () => more && loadError === null && timeline.loadOlder(),
    onNearEnd: () => loadError === null && timeline.loadNewer(),
  })
  const toEnd = useCallback(() => {
    toNewest()
    toLast()
  }, [toLast, toNewest])
  const newest = waiting.at(-1)?.key
  useEffect(() => {
    if (newest !== undefined) toEnd()
  }, [newest, toEnd])
  return { ...scroll, toEnd }
}

/** What is not in the room yet. */
function useWaiting({ unsent, settle }: ReturnType<typeof useOutbox>, messages: readonly Message[]) {
  const shown = useMemo(() => new Set(messages.map(({ id }) => id)), [messages])
  useEffect(() => settle((id) => shown.has(id)), [settle, shown])
  return useMemo(() => unsent.filter(({ id }) => id === null || !shown.has(id)), [unsent, shown])
}

function ToEnd({ missed, onPress }: { missed: number; onPress: () => void }) {
  return (
    <Button
      onPress={onPress}
      className="rise absolute right-4 bottom-3 rounded-full shadow-sheet"
      look={missed > 0 ? 'primary' : 'plain'}
    >
      <DownIcon className="size-4" />
      {missed > 0 ? `${count(missed, 'new message')}` : 'Newest'}
    </Button>
  )
}

interface EndingProps {
  readonly timeline: OpenTimeline
  readonly waiting: readonly Unsent[]
  readonly outbox: ReturnType<typeof useOutbox>
}

/** Below the newest message what is not in the room yet; below what was said far back the way on. */
function Ending({ timeline: { isLive, isLoading, loadError, loadNewer }, waiting, outbox }: EndingProps) {
  if (isLive) return <UnsentList unsent={waiting} onRetry={outbox.retry} onDiscard={outbox.discard} />
  return (
    <div className="flex flex-col items-center gap-2">
      {loadError !== null && <ErrorNote error={loadError} />}
      <Button onPress={loadNewer} isBusy={isLoading} look="quiet">
        {isLoading ? 'Loading newer messages…' : 'Load newer messages'}
      </Button>
    </div>
  )
}

interface BeginningProps {
  readonly more: boolean
  readonly isEmpty: boolean
  readonly timeline: OpenTimeline
}

function Beginning({ more, isEmpty, timeline }: BeginningProps) {
  const { loadError, isLoading, loadOlder } = timeline
  if (loadError !== null) {
    return (
      <div className="flex flex-col items-center gap-2 pt-4">
        <ErrorNote error={loadError} />
        <Button onPress={loadOlder}>Try again</Button>
      </div>
    )
  }
  if (more) {
    return (
      <div className="flex justify-center pt-4">
        <Button onPress={loadOlder} isBusy={isLoading} look="quiet">
          {isLoading ? 'Loading older messages…' : 'Load older messages'}
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
