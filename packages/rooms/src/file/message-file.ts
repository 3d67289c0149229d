import { displayName, type FileReference } from '@comice/protocol'
import type { MessageFile } from '../room/room-message.ts'

/** What programs see of a file: without its keys, and with a name that can be shown. */
export function messageFile({ name, mediaType, size, width, height }: FileReference): MessageFile {
  const isKnown = width > 0 && height > 0
  return {
    name: displayName(name, 'file'),
    mediaType: /^[\w.+-]+\/[\w.+-]+$/u.test(mediaType) ? mediaType.toLowerCase() : '',
    size,
    ...(isKnown ? { width, height } : { width: null, height: null }),
  }
}
