/** A message in a list beside the conversation: who, when, the beginning of it; leads there. */
import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { clockTime, dayLabel } from '../format/time.ts'

interface MessageCardProps {
  readonly name: string
  readonly claimedAt: number
  readonly text: string
  /** Where it stands, when that is not clear. */
  readonly place?: string
  readonly onPress: () => void
  /** At the right of it. */
  readonly children?: ReactNode
}

export function MessageCard({ name, claimedAt, text, place, onPress, children }: MessageCardProps) {
  return (
    <li className="flex items-start gap-1 rounded-xl border border-line bg-paper p-1">
      <AriaButton
        onPress={onPress}
        className="touch focusable min-w-0 flex-1 rounded-lg px-2.5 py-1.5 text-left data-[hovered]:bg-hover"
      >
        <span className="flex items-baseline gap-2 text-xs text-soft">
          <bdi className="truncate font-medium text-ink">{name}</bdi>
          {place !== undefined && <bdi className="truncate">in {place}</bdi>}
          <span className="shrink-0">
            {dayLabel(claimedAt, Date.now())}, {clockTime(claimedAt)}
          </span>
        </span>
        <bdi className="mt-0.5 line-clamp-3 text-sm wrap-anywhere">{text}</bdi>
      </AriaButton>
      {children}
    </li>
  )
}
