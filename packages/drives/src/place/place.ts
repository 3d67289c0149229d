/**
 * Places: what the commands take as source and target.
 *
 *     ./pears  ../x  /srv/pears  ~/pears  a/b     a folder or file: it has a slash, or begins with a dot or a tilde
 *     name[@version|@tag]:[/path]                 a drive of this profile
 *     pear://…  cmd1…                             a drive by its link
 */
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { DriveErrors } from '../errors.ts'
import { isDriveName, isTag } from './drive-name.ts'
import { type DriveLink, isDriveLink, parseDriveLink, trimmed } from './drive-link.ts'

export interface FolderPlace {
  readonly kind: 'folder'
  /** Absolute. */
  readonly path: string
}

export interface NamedPlace {
  readonly kind: 'drive'
  readonly name: string
  /** A version, the tag of one, or null for the newest. */
  readonly version: number | string | null
  /** `/folder/file`, or empty for all. */
  readonly path: string
}

export interface LinkPlace extends DriveLink {
  readonly kind: 'link'
}

export type Place = FolderPlace | NamedPlace | LinkPlace
export type DrivePlace = NamedPlace | LinkPlace

export interface ParsePlaceOptions {
  /** What relative paths are relative to. Default: the working folder of this process. */
  readonly cwd?: string
  /** What a bare word is. Default: nothing; then it needs a slash or a colon. */
  readonly bare?: 'drive'
}

const NAMED = /^(?<name>[^:@/]+)(?:@(?<version>[^:@/]+))?(?::(?<path>.*))?$/su

/** @throws PLACE_INVALID, and what parseDriveLink throws */
export function parsePlace(text: string, options: ParsePlaceOptions = {}): Place {
  const { cwd = process.cwd(), bare } = options
  if (text === '') throw invalid('it is empty')
  if (text.includes('\0')) throw invalid('it has a NUL in it')
  if (isDriveLink(text)) return { kind: 'link', ...parseDriveLink(text) }
  if (isPath(text)) return { kind: 'folder', path: resolve(cwd, withHome(text)) }
  const groups = NAMED.exec(text)?.groups
  const hasPath = groups?.['path'] !== undefined
  if (groups === undefined || (!hasPath && bare !== 'drive')) {
    throw invalid('a bare word may be a folder (put ./ before it) or a drive (put : behind it)')
  }
  return namedPlace(groups)
}

/** @throws PLACE_INVALID when it is a folder, and what parsePlace throws */
export function parseDrivePlace(text: string): DrivePlace {
  const place = parsePlace(text, { bare: 'drive' })
  if (place.kind === 'folder') throw invalid('it is a folder, and a drive is needed')
  return place
}

function namedPlace(groups: Readonly<Record<string, string | undefined>>): NamedPlace {
  const { name = '', version, path = '' } = groups
  if (!isDriveName(name)) throw invalid('what stands before the colon is no name of a drive')
  if (path !== '' && !path.startsWith('/')) throw invalid('the path behind the colon begins with a slash')
  return {
    kind: 'drive',
    name,
    version: version === undefined ? null : versionOf(version),
    path: trimmed(path),
  }
}

function versionOf(text: string): number | string {
  if (/^\d{1,15}$/u.test(text)) return Number(text)
  if (!isTag(text)) throw invalid('what stands behind the @ is neither a version nor a tag')
  return text
}

function isPath(text: string): boolean {
  if (/^[.~/]/u.test(text)) return true
  if (process.platform === 'win32' && /^(?:[a-z]:[\\/]|\\)/iu.test(text)) return true
  const [slash, colon] = [text.indexOf('/'), text.indexOf(':')]
  return slash !== -1 && (colon === -1 || slash < colon)
}

function withHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path
}

function invalid(reason: string): Error {
  return DriveErrors.PLACE_INVALID({ reason })
}
