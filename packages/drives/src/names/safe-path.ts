/**
 * Names in a drive are bytes of its writer's choice. What becomes a path here is what the file system can hold, no
 * program misreads, and nobody can use to leave the folder or to pass for another file.
 */
import { sanitizeText } from '@comice/protocol'
import {
  MAX_LINK_TARGET_CHARS,
  MAX_NAME_BYTES,
  MAX_PATH_BYTES,
  MAX_PATH_DEPTH,
  MAX_SHOWN_NAME_CHARS,
} from '../constants.ts'

/**
 * Why an entry is left out: its key is no absolute path of plain names · too long · control, invisible or reordering
 * characters · a name that Windows cannot hold · the same name as another, but for case or Unicode form, or both a file
 * and a folder · a link that leaves the tree · an entry that is none · contents that nobody can have · a socket, pipe or
 * device · it changes while it is read · the user may not read it · a link stands where a folder is needed · no peer
 * gave its contents.
 */
export type Refusal =
  | 'not-a-path'
  | 'too-long'
  | 'unreadable'
  | 'reserved'
  | 'clash'
  | 'link-outside'
  | 'malformed'
  | 'too-large'
  | 'not-a-file'
  | 'changing'
  | 'no-access'
  | 'behind-link'
  | 'unavailable'

/**
 * Which names are taken: `portable` are those that every system holds and tells apart; `native` are those that this
 * one does. What nobody can read or what leaves the folder is refused by both.
 */
export type NameRules = 'portable' | 'native'

// Windows: https://learn.microsoft.com/windows/win32/fileio/naming-a-file. A colon also names drives and streams.
const FORBIDDEN_CHARACTERS = /[<>:"|?*]/u
const DEVICE_NAME = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu

/** Why the key of an entry (`/folder/file`) cannot be a path below a folder, or null when it can. */
export function refusePath(key: string, rules: NameRules = 'portable'): Refusal | null {
  // Before anything looks at every character: names of megabytes cost nothing.
  if (key.length > MAX_PATH_BYTES || Buffer.byteLength(key) > MAX_PATH_BYTES) return 'too-long'
  if (sanitizeText(key) !== key || key.includes('\ufffd')) return 'unreadable'
  if (!key.startsWith('/') || key.includes('\\')) return 'not-a-path'
  const names = key.slice(1).split('/')
  if (names.length > MAX_PATH_DEPTH) return 'too-long'
  for (const name of names) {
    const refusal = refuseName(name, rules === 'portable' || process.platform === 'win32')
    if (refusal !== null) return refusal
  }
  return null
}

function refuseName(name: string, isForWindows: boolean): Refusal | null {
  if (name === '' || name === '.' || name === '..') return 'not-a-path'
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return 'too-long'
  if (!isForWindows) return null
  if (FORBIDDEN_CHARACTERS.test(name) || DEVICE_NAME.test(name) || /[. ]$/u.test(name)) return 'reserved'
  return null
}

/** Two names with equal folded forms are one name on some file system (APFS, NTFS, vfat). */
export function foldName(name: string): string {
  // ASCII folds by case alone.
  if (/^[\u0000-\u007f]*$/u.test(name)) return name.toLowerCase()
  // Upper case first: `ß` and `SS` are one name on APFS. NTFS folds less; what it tells apart is refused all the same.
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
}

/** The folders that a path stands in, outermost first, without the root. */
export function foldersAbove(path: string): string[] {
  const folders: string[] = []
  for (let at = path.indexOf('/', 1); at !== -1; at = path.indexOf('/', at + 1))
    folders.push(path.slice(0, at))
  return folders
}

/**
 * What a symlink in `path` leads to, as a path of the tree; null when it leaves the tree or may. Targets are relative,
 * or absolute in the tree as hyperdrive has them. After a name comes no `..`: by another link on its way it could lead
 * anywhere. So a link whose folder is a real one stays inside, whatever links there are beside it.
 */
export function resolveLink(path: string, target: string): string | null {
  if (target === '' || target.length > MAX_LINK_TARGET_CHARS) return null
  if (sanitizeText(target) !== target || target.includes('\\')) return null
  const from = target.startsWith('/') ? [] : path.slice(1).split('/').slice(0, -1)
  let isDown = false
  for (const name of target.split('/')) {
    if (name === '' || name === '.') continue
    if (name === '..') {
      if (isDown || from.pop() === undefined) return null
    } else {
      isDown = true
      from.push(name)
    }
  }
  return `/${from.join('/')}`
}

/** The target that a link on a disk gets: relative, so that it means the same wherever the folder lies. */
export function relativeTarget(path: string, target: string): string {
  if (!target.startsWith('/')) return target
  const ups = foldersAbove(path).length
  return `${'../'.repeat(ups)}${target.replace(/^\/+/u, '')}` || '.'
}

/** A name of anybody's as it can be shown. */
export function shownName(name: string): string {
  const clean = sanitizeText(name.slice(0, MAX_SHOWN_NAME_CHARS * 4))
  return clean.length > MAX_SHOWN_NAME_CHARS ? `${clean.slice(0, MAX_SHOWN_NAME_CHARS)}…` : clean
}
