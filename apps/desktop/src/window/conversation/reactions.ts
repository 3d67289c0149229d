/** One's own reactions to a message, of which there can be several. */
import { LIMITS } from '@comice/protocol'
import { byteLength } from '../format/text.ts'
import type { Message } from './timeline.ts'

/** What one reacts with. */
export function reactionsOf({ reactions }: Pick<Message, 'reactions'>, me: string | null): string[] {
  return reactions.filter(({ by }) => me !== null && by.includes(me)).map(({ emoji }) => emoji)
}

/** With the emoji, or without it where it was there. The newest stay when there are too many. */
export function toggled(emojis: readonly string[], emoji: string): string[] {
  if (emojis.includes(emoji)) return emojis.filter((one) => one !== emoji)
  return [...emojis, emoji].slice(-LIMITS.MAX_REACTIONS)
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** One sign, if that is what was typed. */
export function asEmoji(typed: string): string | null {
  const [first] = segmenter.segment(typed.trim())
  if (first === undefined || first.segment !== typed.trim()) return null
  const isEmoji = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Presentation}|\u20E3/u
  return isEmoji.test(first.segment) && byteLength(first.segment) <= LIMITS.MAX_REACTION_BYTES
    ? first.segment
    : null
}
