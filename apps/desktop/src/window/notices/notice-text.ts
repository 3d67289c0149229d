/** What a notice on the desktop says. Others may see the screen: the text of a message only where the user wants it. */
import type { RoomNews } from '@comice/client'
import type { NoticeDetail } from '@comice/host'
import { sanitizeText } from '@comice/protocol'
import { NOTICE_CHARS } from '../constants.ts'
import type { Message } from '../conversation/timeline.ts'
import { plainText } from '../markdown/parse-markdown.ts'

export interface NoticeText {
  readonly title: string
  readonly body: string
}

/** @param message the newest one that it is about; null: it cannot be read here, or not now */
export function noticeText(
  { room, kind, count }: Pick<RoomNews, 'room' | 'kind' | 'count'>,
  message: Pick<Message, 'name' | 'text' | 'files'> | null,
  detail: Exclude<NoticeDetail, 'off'>,
): NoticeText {
  const title = oneLine(room.name)
  if (count > 1) {
    return { title, body: kind === 'direct' ? `${count} new messages` : `${count} messages mention you` }
  }
  const name = message === null ? 'Somebody' : oneLine(message.name)
  if (detail === 'names' || message === null) {
    return { title, body: kind === 'direct' ? `${name} wrote to you` : `${name} mentions you` }
  }
  const said =
    message.text === '' ? message.files.map((file) => file.name).join(', ') : plainText(message.text)
  return { title, body: `${name}: ${oneLine(said).slice(0, NOTICE_CHARS)}` }
}

/** Nothing reorders or hides what stands beside it. */
function oneLine(text: string): string {
  return sanitizeText(text)
}
