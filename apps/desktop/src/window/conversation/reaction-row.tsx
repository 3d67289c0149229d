/** What people think of a message, each with how many of them; pressing one joins in, or takes it back. */
import { ToggleButton } from 'react-aria-components'
import { shortKey } from '../format/text.ts'
import { useOpenRoomContext } from './room-context.ts'
import type { Message } from './timeline.ts'

export function ReactionRow({ message }: { message: Message }) {
  const { names, me, may, react } = useOpenRoomContext()
  if (message.reactions.length === 0) return null
  return (
    <div role="group" aria-label="Reactions" className="flex max-w-full flex-wrap gap-1 px-1">
      {message.reactions.map(({ emoji, by }) => {
        const isMine = me !== null && by.includes(me)
        const who = by.map((id) => (id === me ? 'you' : (names.get(id) ?? shortKey(id)))).join(', ')
        return (
          <ToggleButton
            key={emoji}
            isSelected={isMine}
            isDisabled={!may.has('react')}
            onChange={() => react(message, emoji)}
            aria-label={`${emoji} ${by.length}, by ${who}`}
            className="touch focusable inline-flex items-center gap-1.5 rounded-full border border-line bg-card px-2 text-sm text-soft transition-colors data-[hovered]:border-edge data-[selected]:border-accent data-[selected]:bg-tint data-[selected]:text-tint-ink [&]:min-h-7 max-wide:[&]:min-h-11"
          >
            <span title={who} className="max-w-16 overflow-clip font-emoji">
              {emoji}
            </span>
            <span className="tabular-nums">{by.length}</span>
          </ToggleButton>
        )
      })}
    </div>
  )
}
