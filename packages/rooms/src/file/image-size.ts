/** Width and height of an image, from its first bytes, so that a page knows its place before it comes. */
import { LIMITS } from '@comice/protocol'
import b4a from 'b4a'

export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** Null when it is no PNG, GIF, WebP or JPEG, or they are not in these bytes. Total. */
export function imageSize(head: Uint8Array): ImageSize | null {
  const bytes = new DataView(head.buffer, head.byteOffset, head.byteLength)
  try {
    const size = pngSize(bytes) ?? gifSize(bytes) ?? webpSize(bytes) ?? jpegSize(bytes)
    return size !== null && isSane(size.width) && isSane(size.height) ? size : null
  } catch (error) {
    // A field is beyond the end.
    if (error instanceof RangeError) return null
    throw error
  }
}

function isSane(pixels: number): boolean {
  return pixels > 0 && pixels <= LIMITS.MAX_IMAGE_PIXELS
}

function startsWith(bytes: DataView, at: number, text: string): boolean {
  if (bytes.byteLength < at + text.length) return false
  return b4a.toString(b4a.from(bytes.buffer, bytes.byteOffset + at, text.length), 'latin1') === text
}

/** https://www.w3.org/TR/png-3/#11IHDR */
function pngSize(bytes: DataView): ImageSize | null {
  if (!startsWith(bytes, 0, '\u0089PNG\r\n\u001a\n') || !startsWith(bytes, 12, 'IHDR')) return null
  return { width: bytes.getUint32(16), height: bytes.getUint32(20) }
}

/** https://www.w3.org/Graphics/GIF/spec-gif89a.txt, section 18 */
function gifSize(bytes: DataView): ImageSize | null {
  if (!startsWith(bytes, 0, 'GIF87a') && !startsWith(bytes, 0, 'GIF89a')) return null
  return { width: bytes.getUint16(6, true), height: bytes.getUint16(8, true) }
}

/** RFC 9649, sections 2.5 to 2.7 */
function webpSize(bytes: DataView): ImageSize | null {
  if (!startsWith(bytes, 0, 'RIFF') || !startsWith(bytes, 8, 'WEBP')) return null
  if (startsWith(bytes, 12, 'VP8X')) return { width: uint24(bytes, 24) + 1, height: uint24(bytes, 27) + 1 }
  if (startsWith(bytes, 12, 'VP8L')) {
    const packed = bytes.getUint32(21, true)
    return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 }
  }
  if (!startsWith(bytes, 12, 'VP8 ')) return null
  return { width: bytes.getUint16(26, true) & 0x3fff, height: bytes.getUint16(28, true) & 0x3fff }
}

function uint24(bytes: DataView, at: number): number {
  return bytes.getUint16(at, true) + bytes.getUint8(at + 2) * 0x1_00_00
}

/** ITU T.81, annex B: segments of known length, up to the one that begins a frame. */
function jpegSize(bytes: DataView): ImageSize | null {
  if (bytes.getUint16(0) !== 0xffd8) return null
  for (let at = 2; ; at += 2 + bytes.getUint16(at + 2)) {
    if (bytes.getUint8(at) !== 0xff) return null
    const marker = bytes.getUint8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { width: bytes.getUint16(at + 7), height: bytes.getUint16(at + 5) }
  }
}
