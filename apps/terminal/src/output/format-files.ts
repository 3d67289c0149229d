import { sanitizeText } from '@comice/protocol'
import { byteSize } from './byte-size.ts'
import type { Message } from './transcript.ts'

type MessageFile = Message['files'][number]

/** `▣ pears.png  2.3 MB  640 × 480`. */
export function formatFile({ name, size, width, height }: MessageFile): string {
  const pixels = width === null || height === null ? [] : [`${width} × ${height}`]
  return [`▣ ${sanitizeText(name)}`, byteSize(size), ...pixels].join('  ')
}
