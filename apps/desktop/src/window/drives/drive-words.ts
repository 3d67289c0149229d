/** What drives and what is in them are called. */
import type { DriveView, ListedEntry } from '@comice/host'
import { formatBytes } from '../format/bytes.ts'
import { count } from '../format/text.ts'
import { dayLabel } from '../format/time.ts'

/** One line below its name in the list. */
export function stateLine(drive: DriveView): string {
  const { isOurs, isBlind, isSeeded, seed } = drive
  if (isBlind) return 'Kept for others, unread'
  if (isSeeded && seed !== null && seed.heldBlocks < seed.blocks) return `Fetching, ${percent(seed)} here`
  if (isSeeded) return seed !== null && seed.peers > 0 ? `Seeded to ${count(seed.peers, 'peer')}` : 'Seeded'
  return isOurs ? 'Yours' : 'Of somebody else'
}

export function percent({ heldBlocks, blocks }: { heldBlocks: number; blocks: number }): string {
  return `${blocks === 0 ? 0 : Math.floor((heldBlocks / blocks) * 100)} %`
}

/** Below its name on its screen. */
export function factsLine({ isOurs, isEncrypted, bytes, version }: DriveView): string {
  const facts = [isOurs ? 'Yours to change' : 'To read', isEncrypted ? 'encrypted' : 'not encrypted']
  // Its first block says that it is a drive.
  if (version > 1) facts.push(formatBytes(bytes))
  return facts.join(' · ')
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The folder that a path is in; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** Size and day of an entry, where there is one line for both. */
export function entryLine({ kind, bytes, mtimeMs, refusal, target }: ListedEntry): string {
  if (refusal !== null) return `Left out: ${REFUSED[refusal]}`
  if (kind === 'folder') return 'Folder'
  if (kind === 'symlink') return `Leads to ${target ?? ''}`
  const day = mtimeMs === null ? null : dayLabel(mtimeMs, Date.now())
  return day === null ? formatBytes(bytes) : `${formatBytes(bytes)} · ${day}`
}

type Refusal = NonNullable<ListedEntry['refusal']>

/** Why an entry is not shown as one. Each is something that its author made, by mistake or not. */
export const REFUSED: Readonly<Record<Refusal, string>> = {
  'not-a-path': 'its name leads out of the drive',
  'too-long': 'its name is too long',
  unreadable: 'its name has characters that hide or reorder others',
  reserved: 'no Windows computer can hold its name',
  clash: 'another entry has the same name',
  'link-outside': 'it leads out of the drive',
  malformed: 'it is no entry',
  'too-large': 'its contents are larger than the drive',
  'not-a-file': 'it is neither a file nor a folder',
  changing: 'it was changed while it was read',
  'no-access': 'it may not be read',
  'behind-link': 'a link stands where its folder should be',
  unavailable: 'nobody gave its contents',
}

/** A name that an entry may get, or a sentence why not. Null while it is fine or empty. */
export function entryNameProblem(name: string): string | null {
  if (name.includes('/') || name.includes('\\')) return 'A name has no slashes.'
  if (name === '.' || name === '..') return 'This is no name of a file.'
  if (new TextEncoder().encode(name).length > 255) return 'Too long: names have at most 255 bytes.'
  return null
}
