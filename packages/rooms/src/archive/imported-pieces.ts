/** What is said of an archived message: its text, and what of it cannot come along, in words. */
import { displayName, LIMITS, sanitizeText } from '@comice/protocol'
import { splitText, withOrigin } from '../room/message-origin.ts'
import type { ArchivedMessage } from './read-archive-line.ts'

/** What the origin takes at most, with a name of the longest, its id and the number of a part. */
const ORIGIN_BYTES = 256

/** What each message here says of it, one below the other; none when there is nothing to say. */
export function piecesOf(message: ArchivedMessage): string[] {
  const { text, isDeleted, isUnreadable, imported } = message
  if (isDeleted || isUnreadable) return []
  // Who exported had imported it: what they said is what somebody else had said, and stays so.
  const said = imported === null || text === '' ? text : withOrigin(imported, text)
  const whole = [said, ...remarksOn(message)].filter((part) => part !== '').join('\n\n')
  return whole === '' ? [] : splitText(whole, LIMITS.MAX_MESSAGE_BYTES - ORIGIN_BYTES)
}

function remarksOn({ files, reactions }: ArchivedMessage): string[] {
  const names = files.map(
    ({ name, size }) => `[file, not imported: ${displayName(name, 'unnamed')}, ${size} bytes]`,
  )
  const counts = reactions
    .filter(({ count }) => count > 0)
    .map(({ emoji, count }) => `${sanitizeText(emoji).slice(0, LIMITS.MAX_REACTION_BYTES)} ${count}`)
  return [names.join('\n'), counts.length === 0 ? '' : `[reactions: ${counts.join(', ')}]`]
}
