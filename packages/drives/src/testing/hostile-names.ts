import type { Refusal } from '../names/safe-path.ts'

/** Keys of entries that no file gets anywhere, and why: absolute, leading out, devices, invisible, too long. */
export const HOSTILE_NAMES: readonly (readonly [key: string, reason: Refusal])[] = [
  ['relative', 'not-a-path'],
  ['//a', 'not-a-path'],
  ['/a//b', 'not-a-path'],
  ['/folder/', 'not-a-path'],
  ['/', 'not-a-path'],
  ['', 'not-a-path'],
  ['/../../victim', 'not-a-path'],
  ['/a/../../victim', 'not-a-path'],
  ['/./a', 'not-a-path'],
  ['/..', 'not-a-path'],
  ['/..\\..\\victim', 'not-a-path'],
  ['C:\\victim', 'not-a-path'],
  ['/C:/victim', 'reserved'],
  ['/file.txt:stream', 'reserved'],
  ['/nul', 'reserved'],
  ['/CON.js', 'reserved'],
  ['/folder/com1.txt', 'reserved'],
  ['/lpt¹', 'reserved'],
  ['/ends-with-dot.', 'reserved'],
  ['/ends-with-space ', 'reserved'],
  ['/what?', 'reserved'],
  ['/a\u0000.js', 'unreadable'],
  ['/\u001b[2Jcleared', 'unreadable'],
  ['/line\nbreak', 'unreadable'],
  ['/exe.\u202egpj.js', 'unreadable'],
  ['/tag\u{e0041}', 'unreadable'],
  [`/${'n'.repeat(256)}`, 'too-long'],
  [`/${'ä'.repeat(128)}`, 'too-long'],
  [`/${'long/'.repeat(1000)}a`, 'too-long'],
  ['/d'.repeat(129), 'too-long'],
]

/** Pairs of keys that are one file, or a file and a folder, on some system: the second is refused. */
export const CLASHING_NAMES: readonly (readonly [first: string, second: string])[] = [
  ['/README', '/readme'],
  ['/cafe\u0301', '/caf\u00e9'],
  ['/Lib/a', '/lib/b'],
  ['/file-then-folder', '/file-then-folder/x'],
  ['/file', '/\u{1d41f}ile'],
  ['/File-or-folder', '/file-or-folder/x'],
  ['/ligature-fi', '/ligature-\ufb01'],
]
