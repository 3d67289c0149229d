/** How a report looks to a moderator. */
import type { Report } from '@comice/host'
import { displayName, sanitizeText } from '@comice/protocol'
import { formatMessage } from './transcript.ts'
import { paint } from './paint.ts'
import { shortKey } from './short-key.ts'

/** `carol reports: it is bad`, below it the message, and the id that `dismiss` takes. */
export function formatReport({ id, by, name, about, reason, message }: Report): string {
  const who = paint('bold', displayName(name, shortKey(by)))
  if (about === null)
    return `${who} reports something, which was not sealed to this device\n    ${paint('dim', id)}`
  const why = reason === '' ? '' : `: ${sanitizeText(reason)}`
  const what = message === null ? `a message that is not found: ${about.id}` : formatMessage(message)
  return `${who} reports${why}\n    ${what.replaceAll('\n', '\n    ')}\n    ${paint('dim', id)}`
}
