/** Messages as people read them: one below the other, with the date where it changes. */
import type { RoomSnapshot } from '@comice/host'
import { displayName, sanitizeText } from '@comice/protocol'
import { shortKey } from './short-key.ts'
import { paint, type Style } from './paint.ts'
import { textWidth } from './text-width.ts'

export type Message = RoomSnapshot['messages'][number]

const NAME_STYLES = ['cyan', 'green', 'magenta', 'yellow', 'blue'] as const satisfies readonly Style[]
/** Dates beyond are of no calendar (ECMA-262, section 21.4.1.1); a peer may claim any. */
const MAX_DATE_MS = 8_640_000_000_000_000

/** Remembers the day that was shown last. It begins with today, whose messages need no date. */
export class Transcript {
  #day = dayOf(Date.now())

  /** The message's lines, the date before them when it is another than that of the message before. */
  lines(message: Message): string {
    const day = dayOf(message.claimedAt)
    const isSame = day === this.#day
    this.#day = day
    return isSame ? formatMessage(message) : `${paint('dim', `── ${day} ──`)}\n${formatMessage(message)}`
  }
}

/** `12:04 alice  text`, further lines below the first one's text, so that no message can look like another's. */
export function formatMessage(message: Message): string {
  const time = timeOf(message.claimedAt)
  const name = displayName(message.name, shortKey(message.author))
  const indent = ' '.repeat(time.length + textWidth(name) + 3)
  const text = sanitizeText(message.text, { newlines: true }).replaceAll('\n', `\n${indent}`)
  return `${paint('dim', time)} ${paint(['bold', nameStyle(message.author)], name)}  ${text}`
}

/** The same colour for the same author, in every room and session. */
function nameStyle(author: string): (typeof NAME_STYLES)[number] {
  let sum = 0
  for (const letter of author) sum += letter.codePointAt(0) ?? 0
  return NAME_STYLES[sum % NAME_STYLES.length] ?? 'cyan'
}

function timeOf(claimedAt: number): string {
  return claimedAt > MAX_DATE_MS ? '--:--' : new Date(claimedAt).toTimeString().slice(0, 5)
}

function dayOf(claimedAt: number): string {
  if (claimedAt > MAX_DATE_MS) return 'no date'
  return new Date(claimedAt).toLocaleDateString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  })
}
