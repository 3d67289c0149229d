/** How what is in a drive looks to people: all of it are names of somebody else. */
import type { DiffEntry, DiskUse, DriveTag, DriveVersion, ListedEntry } from '@comice/host'
import { byteSize } from './byte-size.ts'
import { timeText } from './format-drive.ts'
import { peerText } from './output.ts'
import { paint } from './paint.ts'
import { refusalText } from './refusal-text.ts'

/** Width of a size such as `999 kB`. */
const SIZE_COLUMNS = 7

/** `/docs/a.txt`, `/docs/`, `/b -> a`. */
export function formatEntry({ path, kind, target, refusal }: ListedEntry): string {
  const name = peerText(path)
  switch (kind) {
    case 'folder':
      return paint('blue', `${name}/`)
    case 'symlink':
      return `${paint('cyan', name)} -> ${peerText(target ?? '')}`
    case 'refused':
      return paint('yellow', `${name} (${refusalText(refusal)})`)
    case 'file':
      return name
  }
}

/** `-rw-r--r--  1.2 kB  2026-11-28 06:40  /docs/a.txt`. */
export function formatLongEntry(entry: ListedEntry): string {
  const { kind, bytes, mtimeMs } = entry
  const size = (kind === 'file' ? byteSize(bytes) : '').padStart(SIZE_COLUMNS)
  const time = (mtimeMs === null ? '' : timeText(mtimeMs)).padEnd(16)
  return `${modeText(entry)}  ${size}  ${time}  ${formatEntry(entry)}`
}

export function formatStat(entry: ListedEntry): string {
  const { path, kind, bytes, mtimeMs, target } = entry
  const rows: [string, string][] = [
    ['path', path],
    ['is', kind === 'refused' ? `not to be written: ${refusalText(entry.refusal)}` : kind],
    ...(kind === 'file' ? ([['bytes', `${bytes} (${byteSize(bytes)})`]] as [string, string][]) : []),
    ['mode', modeText(entry)],
    ...(mtimeMs === null ? [] : ([['changed', timeText(mtimeMs)]] as [string, string][])),
    ...(target === null ? [] : ([['leads to', target]] as [string, string][])),
  ]
  return rows.map(([term, value]) => `${paint('dim', term.padEnd(8))}  ${peerText(value)}`).join('\n')
}

const TYPE_LETTERS = { file: '-', symlink: 'l', folder: 'd', refused: '!' } as const

/** As `ls -l` has it. Where only is known whether a file may be executed, that is what it says. */
function modeText({ kind, mode, executable }: ListedEntry): string {
  const known = mode ?? (executable ? 0o755 : 0o644)
  const bits = [...'rwxrwxrwx'].map((letter, index) => (known & (0o400 >> index) ? letter : '-'))
  return TYPE_LETTERS[kind] + (kind === 'symlink' ? 'rwxrwxrwx' : bits.join(''))
}

export function formatUse({ path, bytes, files }: DiskUse): string {
  return `${byteSize(bytes).padStart(SIZE_COLUMNS)}  ${peerText(path)}${files === 1 ? '' : `  ${files} files`}`
}

/** `12  2026-11-28 06:40  3 added, 1 changed  v1.0`. */
export function formatVersion({ version, at, added, changed, removed, tags }: DriveVersion): string {
  const counts = [
    ...(added === 0 ? [] : [`${added} added`]),
    ...(changed === 0 ? [] : [`${changed} changed`]),
    ...(removed === 0 ? [] : [`${removed} removed`]),
  ].join(', ')
  const names = tags.map((tag) => paint('green', peerText(tag))).join(' ')
  return [paint('bold', String(version)), timeText(at), counts || 'made', names]
    .filter((part) => part !== '')
    .join('  ')
}

/** `+ /a (1 B)`, `~ /a (1 B → 2 B)`, `- /a (2 B)`. */
export function formatDiff({ kind, path, before, after }: DiffEntry): string {
  return stepText({ kind, path, bytes: after?.bytes ?? 0, bytesBefore: before?.bytes ?? 0 })
}

export interface ShownStep {
  readonly kind: 'add' | 'change' | 'remove'
  readonly path: string
  readonly bytes: number
  readonly bytesBefore: number
  readonly isContentSame?: boolean
}

export function stepText({ kind, path, bytes, bytesBefore, isContentSame = false }: ShownStep): string {
  const name = peerText(path)
  switch (kind) {
    case 'add':
      return paint('green', `+ ${name} (${byteSize(bytes)})`)
    case 'remove':
      return paint('red', `- ${name} (${byteSize(bytesBefore)})`)
    case 'change': {
      const sizes = `${byteSize(bytesBefore)} → ${byteSize(bytes)}`
      return paint('yellow', `~ ${name} (${isContentSame ? 'only its time or mode' : sizes})`)
    }
  }
}

export function formatTag({ tag, version, at }: DriveTag): string {
  return `${paint('bold', peerText(tag))}  version ${version}  ${timeText(at)}`
}
