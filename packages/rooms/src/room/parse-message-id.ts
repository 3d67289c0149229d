/** Ids of messages as text: `<core key>/<index>`. */
import { decodeKey, type MessageId } from '@comice/protocol'

/** Null when it is no id of a message. */
export function parseMessageId(text: string): MessageId | null {
  const [key = '', index = ''] = text.split('/')
  if (!/^\d{1,15}$/u.test(index)) return null
  try {
    return { writerKey: decodeKey(key), index: Number(index) }
  } catch {
    return null
  }
}
