/** The messages themselves, by day and author. */
import { Avatar } from '../ui/avatar.tsx'
import { clockTime, dayLabel, fullTime, isoTime } from '../format/time.ts'
import type { Day, MessageGroup } from './group-messages.ts'
import { MessageItem } from './message-item.tsx'
import { useOpenRoomContext } from './room-context.ts'

interface MessageDaysProps {
  readonly days: readonly Day[]
  /** The message that Tab leads to. */
  readonly stop: string | undefined
}

export function MessageDays({ days, stop }: MessageDaysProps) {
  const now = Date.now()
  return days.map((day) => (
    <section key={day.key} aria-label={dayLabel(day.claimedAt, now)} className="flex flex-col gap-4">
      <h3 className="mt-6 flex items-center gap-3 text-xs font-medium text-soft before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {dayLabel(day.claimedAt, now)}
      </h3>
      {day.groups.map((group) => (
        <Group key={group.messages[0]?.id} group={group} stop={stop} />
      ))}
    </section>
  ))
}

function Group({ group, stop }: { group: MessageGroup; stop: string | undefined }) {
  const { names } = useOpenRoomContext()
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
            <MessageItem
              key={message.id}
              message={message}
              isFirst={index === 0}
              isStop={message.id === stop}
            />
          ))}
        </div>
      </div>
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
