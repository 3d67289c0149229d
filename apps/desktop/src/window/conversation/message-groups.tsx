/** The messages themselves, by day and author. */
import { Avatar } from '../ui/avatar.tsx'
import { clockTime, dayLabel, fullTime, isoTime } from '../format/time.ts'
import type { Day, MessageGroup } from './group-messages.ts'
import { MessageText } from './message-text.tsx'
import type { Message } from './timeline.ts'

/** Current nicknames by identity. */
export type Names = ReadonlyMap<string, string>

export function MessageDays({ days, names }: { days: readonly Day[]; names: Names }) {
  const now = Date.now()
  return days.map((day) => (
    <section key={day.key} aria-label={dayLabel(day.claimedAt, now)} className="flex flex-col gap-4">
      <h3 className="mt-6 flex items-center gap-3 text-xs font-medium text-soft before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {dayLabel(day.claimedAt, now)}
      </h3>
      {day.groups.map((group) => (
        <Group key={group.messages[0]?.id} group={group} names={names} />
      ))}
    </section>
  ))
}

function Group({ group, names }: { group: MessageGroup; names: Names }) {
  const { author, mine, claimedAt, messages, startsNew } = group
  const name = names.get(author) ?? messages.at(-1)?.name ?? ''
  return (
    <>
      {startsNew && <NewLine />}
      <div
        role="group"
        aria-label={`${mine ? 'You' : name}, ${clockTime(claimedAt)}`}
        className={`flex gap-2.5 ${mine ? 'flex-row-reverse' : ''}`}
      >
        {!mine && <Avatar name={name} of={author} className="mt-5 size-9 text-xs" />}
        <div
          className={`flex max-w-[min(34rem,86%)] min-w-0 flex-col gap-1 ${mine ? 'items-end' : 'items-start'}`}
        >
          <p className="flex max-w-full items-baseline gap-2 px-1 text-xs text-soft">
            <bdi className="truncate font-medium text-ink">{mine ? 'You' : name}</bdi>
            <time dateTime={isoTime(claimedAt)} title={fullTime(claimedAt)}>
              {clockTime(claimedAt)}
            </time>
          </p>
          {messages.map((message, index) => (
            <Bubble key={message.id} mine={mine} isFirst={index === 0} title={fullTime(message.claimedAt)}>
              {message}
            </Bubble>
          ))}
        </div>
      </div>
    </>
  )
}

interface BubbleProps {
  readonly mine: boolean
  readonly isFirst: boolean
  readonly title: string
  readonly children: Message
}

function Bubble({ mine, isFirst, title, children }: BubbleProps) {
  const corner = isFirst ? (mine ? 'rounded-tr-md' : 'rounded-tl-md') : ''
  const ground = mine ? 'bg-tint text-tint-ink' : 'bg-card border border-line'
  return (
    <div
      title={title}
      data-message
      className={`max-w-full overflow-clip rounded-2xl px-3.5 py-2 ${ground} ${corner}`}
    >
      <MessageContent message={children} />
    </div>
  )
}

/** The text, or why there is none. */
function MessageContent({ message }: { message: Message }) {
  const { text, deletedBy, unreadable, editedAt, isLate } = message
  if (deletedBy !== null) return <em className="text-soft">This message was deleted.</em>
  if (unreadable === 'no-key')
    return <em className="text-soft">This message cannot be read here: this device lacks its key.</em>
  if (unreadable === 'damaged') return <em className="text-soft">This message is damaged.</em>
  return (
    <>
      <MessageText text={text} />
      {editedAt !== null && <small className="text-soft"> edited</small>}
      {isLate && <small className="text-russet"> sent before a removal was known</small>}
    </>
  )
}

function NewLine() {
  return (
    <div
      role="separator"
      aria-label="New messages"
      className="flex items-center gap-3 text-xs font-medium text-russet before:h-px before:flex-1 before:bg-russet/50 after:h-px after:flex-1 after:bg-russet/50"
    >
      New
    </div>
  )
}
