/** How a report looks to a moderator. */
import type { Report } from '@comice/host'
import { displayName, sanitizeText } from '@comice/protocol'
import { formatMessage } from './transcript.ts'
import { paint } from './paint.ts'
import { shortKey } from './short-key.ts'

/** `carol reports: it is bad`, below it the message, and the id that `dismiss` takes; or before it the number that a chat takes. */
export function formatReport(report: Report, { number }: { readonly number?: number } = {}): string {
  const { id, by, name, about, reason, message } = report
  const count = number === undefined ? '' : `${number}  `
  const who = `${count}${paint('bold', displayName(name, shortKey(by)))}`
  const key = number === undefined ? `\n    ${paint('dim', id)}` : ''
  if (about === null) return `${who} reports something, which was not sealed to this device${key}`
  const why = reason === '' ? '' : `: ${sanitizeText(reason)}`
  const what = message === null ? `a message that is not found: ${about.id}` : formatMessage(message)
  return `${who} reports${why}\n    ${what.replaceAll('\n', '\n    ')}${key}`
}
