/** One message: what it says, what it answers, what people think of it, and what can be done with it. */
import { type FocusEvent, type PointerEvent, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { fullTime, shortTime } from '../format/time.ts'
import { ForwardIcon, PinIcon, SaveIcon, WarnIcon } from '../ui/icons.tsx'
import { unnamed } from '../markdown/split-mentions.ts'
import { MessageFiles } from '../room-files/message-files.tsx'
import { MessageText } from './message-text.tsx'
import { isHidden } from './message-rights.ts'
import { MessageToolbar } from './message-toolbar.tsx'
import { ReportForm } from './report-form.tsx'
import { ReactionRow } from './reaction-row.tsx'
import { ReplyQuote } from './reply-quote.tsx'
import { useOpenRoomContext } from './room-context.ts'
import type { Message } from './timeline.ts'

interface MessageItemProps {
  readonly message: Message
  readonly isFirst: boolean
  /** Whether Tab leads to it: of all messages to one. */
  readonly isStop: boolean
}

export function MessageItem({ message, isFirst, isStop }: MessageItemProps) {
  const { id, mine, claimedAt } = message
  const { flashed, leaving, me } = useOpenRoomContext()
  const { isNear, onOpenChange, ...attention } = useNearness()
  const [isReporting, setReporting] = useState(false)
  const isThere = message.deletedBy === null
  const isLeaving = leaving.has(id) && isThere
  const isForMe = mentionsMe(message, me)
  const shape = { mine, isFirst, isLeaving, isFlashed: flashed === id }
  return (
    <article
      data-id={id}
      tabIndex={isStop ? 0 : -1}
      aria-label={`${message.name}, ${fullTime(claimedAt)}${isForMe ? ', mentions you' : ''}`}
      {...attention}
      className={`focusable relative flex max-w-full min-w-0 flex-col gap-1 rounded-2xl ${mine ? 'items-end' : 'items-start'}`}
    >
      <Origin message={message} />
      <div
        title={fullTime(claimedAt)}
        data-message
        className={`max-w-full overflow-clip rounded-2xl px-3.5 py-2 ${groundOf(message, isForMe)} ${shapeOf(shape)}`}
      >
        <MessageContent message={message} />
      </div>
      {isLeaving ? <Leaving id={id} /> : <Flags message={message} />}
      {isThere && <ReactionRow message={message} />}
      {isNear && !isLeaving && (
        <MessageToolbar message={message} onOpenChange={onOpenChange} onReport={() => setReporting(true)} />
      )}
      {isReporting && isThere && <ReportForm message={message} onClose={() => setReporting(false)} />}
    </article>
  )
}

/** What it answers, and whether it was said elsewhere before, and by whom. */
function Origin({
  message: { mine, replyTo, deletedBy, isForwarded, imported },
}: {
  readonly message: Message
}) {
  return (
    <>
      {deletedBy === null && replyTo !== null && <ReplyQuote place={replyTo} mine={mine} />}
      {isForwarded && <ForwardedMark />}
      {imported !== null && <ImportedMark origin={imported} />}
    </>
  )
}

function ForwardedMark() {
  return (
    <p
      title="Its author says that it was said elsewhere before."
      className="flex items-center gap-1.5 px-2 text-xs text-soft"
    >
      <ForwardIcon className="size-3.5" />
      Forwarded
    </p>
  )
}

function ImportedMark({
  origin: { name, claimedAt, part },
}: {
  readonly origin: NonNullable<Message['imported']>
}) {
  return (
    <p
      title={`From an exported room, as its file says. There it was said ${fullTime(claimedAt)}.`}
      className="flex max-w-full items-center gap-1.5 px-2 text-xs text-soft"
    >
      <SaveIcon className="size-3.5 shrink-0" />
      <span className="truncate">
        imported: {name}, {shortTime(claimedAt)}
        {part > 0 && ' (continued)'}
      </span>
    </p>
  )
}

function mentionsMe({ mine, deletedBy, mentions }: Message, me: string | null): boolean {
  return !mine && deletedBy === null && me !== null && mentions.includes(me)
}

/** Whether one points at something, is in it, or has something of it open. */
function useNearness() {
  const [isPointed, setPointed] = useState(false)
  const [isFocused, setFocused] = useState(false)
  const [isOpen, setOpen] = useState(false)
  return {
    isNear: isPointed || isFocused || isOpen,
    onOpenChange: setOpen,
    onPointerEnter: ({ pointerType }: PointerEvent) => setPointed(pointerType === 'mouse'),
    onPointerLeave: () => setPointed(false),
    onFocus: () => setFocused(true),
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) =>
      setFocused(relatedTarget instanceof Node && currentTarget.contains(relatedTarget)),
  }
}

function groundOf(message: Message, isForMe: boolean): string {
  const { mine, deletedBy, unreadable, isMuted } = message
  if (deletedBy !== null || unreadable !== null || isMuted)
    return 'border border-dashed border-edge/60 text-soft'
  if (mine) return 'bg-tint text-tint-ink'
  return `bg-card border ${isForMe ? 'border-accent border-l-4' : 'border-line'}`
}

interface Shape {
  readonly mine: boolean
  readonly isFirst: boolean
  readonly isFlashed: boolean
  readonly isLeaving: boolean
}

function shapeOf({ mine, isFirst, isFlashed, isLeaving }: Shape): string {
  const corner = mine ? 'rounded-tr-md' : 'rounded-tl-md'
  return `${isFirst ? corner : ''} ${isFlashed ? 'flash' : ''} ${isLeaving ? 'line-through decoration-2' : ''}`
}

/** The text, or why there is none. */
function MessageContent({ message }: { message: Message }) {
  const { text, deletedBy, author, unreadable, mentions } = message
  const { names, me } = useOpenRoomContext()
  if (deletedBy !== null) {
    const by = deletedBy === author ? null : names.get(deletedBy)
    return (
      <em>
        {by === null ? (
          'This message was deleted.'
        ) : (
          <>
            Deleted by <bdi>{by ?? 'a moderator'}</bdi>.
          </>
        )}
      </em>
    )
  }
  if (isHidden(message)) return <em>Not shown: whoever wrote it is muted.</em>
  if (unreadable === 'no-key')
    return <em>This message cannot be read here: nobody has given this device its key yet.</em>
  if (unreadable === 'newer') return <em>A later Comice wrote this message: update to see it.</em>
  if (unreadable === 'damaged')
    return <em>This message is damaged: what its author sent does not hold what it should.</em>
  const mentioned = mentions.map((id) => ({ id, name: names.get(id) ?? '', isMine: id === me }))
  const others = unnamed(text, mentioned).filter(({ name }) => name !== '')
  return (
    <>
      {text !== '' && <MessageText text={text} mentioned={mentioned} />}
      <MessageFiles message={message} />
      {others.length > 0 && (
        <p className="mt-1 text-sm text-soft">
          For{' '}
          {others.map(({ id, name }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <bdi>@{name}</bdi>
            </span>
          ))}
        </p>
      )}
    </>
  )
}

/** Small print. */
function Flags({ message }: { message: Message }) {
  const { editedAt, isLate, isPinned, isMuted, deletedBy } = message
  const isNotShown = isMuted && !isHidden(message)
  if (deletedBy !== null || (editedAt === null && !isLate && !isPinned && !isNotShown)) return null
  return (
    <p className="flex flex-wrap items-center gap-x-2 px-1 text-xs text-soft">
      {isPinned && (
        <span className="inline-flex items-center gap-1">
          <PinIcon className="size-3.5" />
          pinned
        </span>
      )}
      {editedAt !== null && <span title={`Edited ${fullTime(editedAt)}`}>edited</span>}
      {isNotShown && (
        <span title="Its author and moderators see it, and nobody else: whoever wrote it was muted.">
          not shown to members: muted
        </span>
      )}
      {isLate && (
        <span
          className="inline-flex items-center gap-1 text-russet"
          title="Its author had not seen yet that somebody was removed: that person may be able to read it."
        >
          <WarnIcon className="size-3.5" />
          sent before a removal was known
        </span>
      )}
    </p>
  )
}

function Leaving({ id }: { id: string }) {
  const { keep } = useOpenRoomContext()
  return (
    <p role="status" className="flex items-center gap-1 px-1 text-sm text-soft">
      Deleting for everybody…
      <AriaButton
        onPress={() => keep(id)}
        className="touch focusable rounded-lg px-2 font-medium text-ink underline underline-offset-4"
      >
        Undo
      </AriaButton>
    </p>
  )
}
