/** Reads a QR code out of a picture, in this page: the picture goes nowhere. */
import { MAX_PICTURE_BYTES, PICTURE_SIDES_PX } from '../constants.ts'

export type QrReading =
  | { readonly kind: 'text'; readonly text: string }
  /** It is a picture, and no code was found in it. */
  | { readonly kind: 'no-code' }
  /** It is none that this browser shows, or larger than {@link MAX_PICTURE_BYTES}. */
  | { readonly kind: 'no-picture' }

export async function readQr(picture: Blob): Promise<QrReading> {
  if (picture.size > MAX_PICTURE_BYTES) return { kind: 'no-picture' }
  const [bitmap, { decodeQR }] = await Promise.all([
    createImageBitmap(picture).catch(() => null),
    // Only who has a picture needs the decoder.
    import('qr/decode.js'),
  ])
  if (bitmap === null) return { kind: 'no-picture' }
  try {
    for (const side of PICTURE_SIDES_PX) {
      const text = decode(decodeQR, pixelsOf(bitmap, side))
      if (text !== null) return { kind: 'text', text }
    }
    return { kind: 'no-code' }
  } finally {
    bitmap.close()
  }
}

/** Its pixels, with no side longer than that. Transparent ones are white, as paper is. */
function pixelsOf(bitmap: ImageBitmap, longest: number): ImageData {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height))
  const width = Math.max(1, Math.round(bitmap.width * scale))
  const height = Math.max(1, Math.round(bitmap.height * scale))
  const context = new OffscreenCanvas(width, height).getContext('2d')
  if (context === null) throw new Error('there is no canvas')
  context.fillStyle = 'white'
  context.fillRect(0, 0, width, height)
  context.drawImage(bitmap, 0, 0, width, height)
  return context.getImageData(0, 0, width, height)
}

/** Null when there is none: the decoder throws for everything that it does not find. */
function decode(decodeQR: (image: ImageData) => string, pixels: ImageData): string | null {
  try {
    return decodeQR(pixels)
  } catch {
    return null
  }
}
