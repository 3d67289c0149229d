/**
 * Names of files that somebody else chose. What they become here is one name, which every file system holds, no program
 * misreads, and nobody can use to leave the folder, to pass for another kind of file, or to hide.
 */
import { MAX_FILE_NAME_BYTES } from '../constants.ts'
import { sanitizeText } from './sanitize-text.ts'

/** Characters looked at: four for each byte that is left. */
const MAX_LOOKED_AT_CHARS = MAX_FILE_NAME_BYTES * 4

// Windows: https://learn.microsoft.com/windows/win32/fileio/naming-a-file. A colon also names drives and streams.
const FORBIDDEN = /[<>:"|?*]/gu
const DEVICE_NAME = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu
// What shows nothing would let `photo.png` and `photo.png` be two files, and moves what is read of a name.
const UNSEEN =
  /[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufffd]/gu

/** A name that a file can be saved under, whatever `name` is; `file` when nothing is left of it. Idempotent. */
export function safeFileName(name: string): string {
  const last = name.slice(-MAX_LOOKED_AT_CHARS).split(/[/\\]/u).at(-1) ?? ''
  const plain = sanitizeText(last).replace(UNSEEN, '').replace(FORBIDDEN, '_').normalize('NFC').trim()
  // A dot in front hides a file, and is what programs look for their settings by; one at the end is dropped by Windows.
  const visible = plain.replace(/^\.+/u, '_').replace(/[. ]+$/u, '')
  const named = DEVICE_NAME.test(visible) ? `_${visible}` : visible
  return shortened(named) || 'file'
}

/** What is too long loses the end of its stem; its extension stays. */
function shortened(name: string): string {
  if (bytesOf(name) <= MAX_FILE_NAME_BYTES) return name
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 && bytesOf(name.slice(dot)) <= MAX_FILE_NAME_BYTES / 4 ? name.slice(dot) : ''
  const stem = [...name.slice(0, name.length - extension.length)]
  while (bytesOf(stem.join('')) > MAX_FILE_NAME_BYTES - bytesOf(extension)) stem.pop()
  return stem.join('').replace(/[. ]+$/u, '') + extension
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).byteLength
}
