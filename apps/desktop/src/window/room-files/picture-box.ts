/** The place of a picture in a message, from what its author says of it: nothing jumps when it comes, or when it is a lie. */
import type { MessageFile } from '@comice/host'
import {
  MAX_INLINE_PICTURE_BYTES,
  MAX_SHOWN_PICTURE_BYTES,
  MAX_SHOWN_PICTURE_PIXELS,
  MAX_PICTURE_RATIO,
  MAX_PICTURE_REM,
  MIN_PICTURE_REM,
} from '../constants.ts'

const SHOWN = new Set(['image/avif', 'image/bmp', 'image/gif', 'image/jpeg', 'image/png', 'image/webp'])

export type PictureFile = MessageFile & { readonly width: number; readonly height: number }

/** Whether it has a place in the message; what is too large to be shown, or whose place is not known, is a row. */
export function isPicture(file: MessageFile): file is PictureFile {
  const { mediaType, size, width, height } = file
  if (!SHOWN.has(mediaType) || width === null || height === null) return false
  return size > 0 && size <= MAX_SHOWN_PICTURE_BYTES && width * height <= MAX_SHOWN_PICTURE_PIXELS
}

/** Whether it is fetched before somebody asks for it. */
export function comesByItself({ size }: MessageFile): boolean {
  return size <= MAX_INLINE_PICTURE_BYTES
}

/** In rem, and width by height. Very long or high ones get a place that can be seen, and are cut to it. */
export function pictureBox({ width, height }: PictureFile): { readonly rem: number; readonly ratio: number } {
  const ratio = Math.min(MAX_PICTURE_RATIO, Math.max(1 / MAX_PICTURE_RATIO, width / height))
  const natural = Math.max(MIN_PICTURE_REM, width / 16)
  return { rem: Math.min(natural, MAX_PICTURE_REM, MAX_PICTURE_REM * ratio), ratio }
}
