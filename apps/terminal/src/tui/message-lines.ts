/** Messages as lines of a screen: by days, one person's below one name, what is answered above the answer. */
import { displayName, sanitizeText } from '@comice/protocol'
import { TUI_GROUP_MS } from '../constants.ts'
import { paint } from '../output/paint.ts'
import { formatFile } from '../output/format-files.ts'
import { formatOrigin } from '../output/format-origin.ts'
import { shortKey } from '../output/short-key.ts'
import { dayOf, type Message, nameStyle, timeOf } from '../output/transcript.ts'
import { cutText, wrapText } from './wrap-text.ts'

/** The lines of one message, with what stands above it: a day, a name. */
export interface Block {
  readonly id: string
  readonly lines: readonly string[]
}

export interface BlockOptions {
  readonly columns: number
  /** Id of the message that the keys are about. */
  readonly selected: string | null
  /** Number of the first message that was not read. */
  readonly firstUnread: number | null
  /** Own identity. */
  readonly me: string | null
}

export function messageBlocks(messages: readonly Message[], options: BlockOptions): Block[] {
  const byId = new Map(messages.map((message) => [message.id, message]))
  const firstNew = firstNewOf(messages, options.firstUnread)
  return messages.map((message, at) => {
    const above = linesAbove(messages[at - 1], message, { ...options, firstUnread: firstNew })
    const answered = message.replyTo === null ? null : (byId.get(message.replyTo.id) ?? 'elsewhere')
    const own = linesOf(message, answered, options)
    const bar = message.id === options.selected ? paint('cyan', '▌') : ' '
    return { id: message.id, lines: [...above, ...own.map((line) => `${bar} ${line}`)] }
  })
}

/** What one said oneself, with another face, is no news. */
function firstNewOf(messages: readonly Message[], firstUnread: number | null): number | null {
  const [oldest] = messages
  // The first one is further back than what is here.
  if (firstUnread === null || oldest === undefined || oldest.seq > firstUnread) return null
  return messages.find(({ seq, mine }) => seq >= firstUnread && !mine)?.seq ?? null
}

/** The day, where it is another one; a line where the new ones begin; the name, where somebody else speaks. */
function linesAbove(before: Message | undefined, message: Message, options: BlockOptions): string[] {
  const lines: string[] = []
  const day = dayOf(message.claimedAt)
  const isOtherDay = before === undefined || dayOf(before.claimedAt) !== day
  const isFirstUnread = message.seq === options.firstUnread
  if (isOtherDay) lines.push('', rule(day, options.columns, 'dim'))
  if (isFirstUnread) lines.push('', rule('new', options.columns, 'yellow'))
  const isSame =
    !isOtherDay &&
    !isFirstUnread &&
    before.author === message.author &&
    message.replyTo === null &&
    Math.abs(message.claimedAt - before.claimedAt) < TUI_GROUP_MS
  if (isSame) return lines
  const name = cutText(displayName(message.name, shortKey(message.author)), options.columns - 12)
  const isToMe = options.me !== null && message.mentions.includes(options.me)
  const mention = isToMe ? `  ${paint('yellow', 'mentions you')}` : ''
  const time = paint('dim', timeOf(message.claimedAt))
  lines.push('', `  ${paint(['bold', nameStyle(message.author)], name)}  ${time}${mention}`)
  return lines
}

function linesOf(
  message: Message,
  answered: Message | 'elsewhere' | null,
  { columns }: BlockOptions,
): string[] {
  const width = columns - 4
  const lines: string[] = []
  if (message.isForwarded) lines.push(paint('dim', '↪ forwarded'))
  if (message.imported !== null) lines.push(paint('dim', cutText(formatOrigin(message.imported), width)))
  if (answered !== null) lines.push(paint('dim', cutText(`╭ ${quoteOf(answered)}`, width)))
  lines.push(...textLines(message, width))
  for (const file of message.files) lines.push(paint('cyan', cutText(formatFile(file), width)))
  if (message.isPinned) lines.push(paint('dim', 'pinned'))
  if (message.reactions.length > 0) {
    const shown = message.reactions.map(({ emoji, by }) => `${sanitizeText(emoji)} ${by.length}`)
    lines.push(paint('dim', cutText(shown.join('  '), width)))
  }
  return lines
}

/** The text with what is to be known of it, or why there is none. */
function textLines(message: Message, width: number): string[] {
  const { deletedBy, unreadable, isMuted, text, files } = message
  if (deletedBy !== null) return [paint('dim', 'deleted')]
  if (isMuted && text === '' && files.length === 0) return [paint('dim', 'not shown: muted')]
  if (unreadable !== null) {
    return wrapText(UNREADABLE[unreadable], width).map((line) => paint('dim', line))
  }
  const lines = text === '' ? [] : wrapText(sanitizeText(text, { newlines: true }), width)
  const remarks = remarksOn(message)
  if (remarks.length === 0) return lines
  const remark = `(${remarks.join(', ')})`
  const last = lines.at(-1)
  if (last === undefined) return [paint('dim', remark)]
  const isRoom = last.length + remark.length + 1 <= width
  const end = isRoom ? [`${last} ${paint('dim', remark)}`] : [last, paint('dim', remark)]
  return [...lines.slice(0, -1), ...end]
}

function remarksOn({ editedAt, isLate, isMuted }: Message): string[] {
  return [
    ...(editedAt === null ? [] : ['edited']),
    ...(isLate ? ['before a removal was known'] : []),
    ...(isMuted ? ['not shown to members: muted'] : []),
  ]
}

const UNREADABLE = {
  'no-key': 'cannot be read: this device lacks its key',
  damaged: 'cannot be read: it is damaged',
  newer: 'a later Comice wrote this: update to see it',
} as const

/** One line of a message that is answered. */
export function quoteOf(message: Message | 'elsewhere'): string {
  if (message === 'elsewhere') return 'an earlier message'
  const name = displayName(message.name, shortKey(message.author))
  const said = [message.text, ...message.files.map((file) => file.name)].filter((part) => part !== '')
  const text = message.deletedBy === null ? sanitizeText(said.join('  ')) : 'deleted'
  return `${name}: ${text}`
}

export function rule(title: string, columns: number, style: 'dim' | 'yellow'): string {
  const line = `  ── ${title} `
  return paint(style, line + '─'.repeat(Math.max(0, columns - line.length - 2)))
}

/**
 * The lines that fit, and how many are hidden below them. Whatever is selected is among them; otherwise the newest are
 * the last.
 */
export function visibleLines(
  blocks: readonly Block[],
  { rows, selected, hidden }: { rows: number; selected: string | null; hidden: number },
): { lines: readonly string[]; hidden: number } {
  const lines = blocks.flatMap((block) => block.lines)
  let below = selected === null ? 0 : Math.min(hidden, Math.max(0, lines.length - rows))
  if (selected !== null) {
    const at = blocks.findIndex(({ id }) => id === selected)
    const under = blocks.slice(at + 1).reduce((sum, block) => sum + block.lines.length, 0)
    const own = blocks[at]?.lines.length ?? 0
    if (below > under) below = under
    if (under + own > below + rows) below = Math.max(0, under + own - rows)
  }
  const end = lines.length - below
  return { lines: lines.slice(Math.max(0, end - rows), end), hidden: below }
}
