/** Messages as people read them: one below the other, with the date where it changes. */
import type { RoomSnapshot } from '@comice/host'
import { displayName, sanitizeText } from '@comice/protocol'
import { formatFile } from './format-files.ts'
import { formatOrigin } from './format-origin.ts'
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
  const body = [...originLine(message), bodyOf(message), ...message.files.map(formatFile)].filter(
    (line) => line !== '',
  )
  const lines = [...body, ...reactionLine(message)].join('\n').replaceAll('\n', `\n${indent}`)
  return `${paint('dim', time)} ${paint(['bold', nameStyle(message.author)], name)}  ${lines}`
}

/** The text and what is to be known of it, or why there is none. */
function bodyOf(message: Message): string {
  const { text, files, deletedBy, unreadable, editedAt, isLate, isForwarded, isMuted } = message
  if (deletedBy !== null) return paint('dim', '(deleted)')
  if (isMuted && text === '' && files.length === 0) return paint('dim', '(not shown: muted)')
  if (unreadable === 'no-key') return paint('dim', '(cannot be read: this device lacks its key)')
  if (unreadable === 'newer') return paint('dim', '(a later Comice wrote this: update to see it)')
  if (unreadable === 'damaged') return paint('dim', '(cannot be read: it is damaged)')
  const remarks = [
    isForwarded ? '(forwarded)' : '',
    editedAt === null ? '' : '(edited)',
    isLate ? '(before a removal was known)' : '',
    isMuted ? '(not shown to members: muted)' : '',
  ]
  const shown = remarks.filter((remark) => remark !== '').map((remark) => paint('dim', remark))
  return [sanitizeText(text, { newlines: true }), ...shown].filter((part) => part !== '').join(' ')
}

function originLine({ imported }: Message): string[] {
  return imported === null ? [] : [paint('dim', formatOrigin(imported))]
}

function reactionLine({ reactions }: Message): string[] {
  if (reactions.length === 0) return []
  const parts = reactions.map(({ emoji, by }) => `${sanitizeText(emoji)} ${by.length}`)
  return [paint('dim', parts.join('  '))]
}

/** The same colour for the same author, in every room and session. */
export function nameStyle(author: string): (typeof NAME_STYLES)[number] {
  let sum = 0
  for (const letter of author) sum += letter.codePointAt(0) ?? 0
  return NAME_STYLES[sum % NAME_STYLES.length] ?? 'cyan'
}

export function timeOf(claimedAt: number): string {
  return claimedAt > MAX_DATE_MS ? '--:--' : new Date(claimedAt).toTimeString().slice(0, 5)
}

export function dayOf(claimedAt: number): string {
  if (claimedAt > MAX_DATE_MS) return 'no date'
  return new Date(claimedAt).toLocaleDateString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  })
}
