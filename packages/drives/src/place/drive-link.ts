/**
 * Links to drives. One that anybody may see has the drive's key and a checksum, which other programs pass over:
 *
 *     pear://[fork.length.]key[.hash][/path]#sum=<5 bytes, hexadecimal>[/path]
 *
 * and one that lets its holder read an encrypted drive is a secret text of the protocol, with its own checksum:
 *
 *     cmd1…[@length][/path]        payload: key (32 bytes) ‖ encryption key (32 bytes)
 */
import {
  decodeSecretText,
  encodeSecretText,
  formatLink,
  KEY_BYTES,
  parseLink,
  SECRET_PREFIXES,
} from '@comice/protocol'
import { createHash } from 'node:crypto'
import { LINK_CHECKSUM_BYTES } from '../constants.ts'
import { DriveErrors } from '../errors.ts'

export interface DriveLink {
  /** 32 bytes. */
  readonly key: Uint8Array
  /** Null: the drive is not encrypted, or its reader has the key already. */
  readonly encryptionKey: Uint8Array | null
  /** Blocks of the drive's tree that make the version; null: the newest. */
  readonly version: number | null
  readonly fork: number | null
  /** Tree hash of the drive's core at the version. */
  readonly treeHash: Uint8Array | null
  /** `/folder/file`, or empty for all. Not percent-encoded. */
  readonly path: string
}

export type DriveLinkParts = Pick<DriveLink, 'key'> & Partial<DriveLink>

const SECRET = /^(?<secret>cmd[1-9][a-z0-9]+)(?:@(?<version>\d{1,15}))?(?<path>\/.*)?$/isu

export function isDriveLink(text: string): boolean {
  return /^(?:pear|comice):\/\//iu.test(text) || text.toLowerCase().startsWith(SECRET_PREFIXES.drive)
}

export function formatDriveLink(parts: DriveLinkParts): string {
  const { key, encryptionKey = null, version = null, fork = null, treeHash = null, path = '' } = parts
  if (encryptionKey !== null) {
    const secret = encodeSecretText('drive', Buffer.concat([key, encryptionKey]))
    return `${secret}${version === null ? '' : `@${version}`}${path}`
  }
  return formatLink({
    key,
    ...(version === null ? {} : { fork: fork ?? 0, length: version }),
    hash: treeHash,
    pathname: path.split('/').map(encodeURIComponent).join('/'),
    fragment: `#sum=${checksum(key)}`,
  })
}

/** @throws LINK_INVALID, SECRET_TEXT_INVALID, SECRET_TEXT_NEWER, DRIVE_LINK_DAMAGED, PLACE_INVALID */
export function parseDriveLink(text: string): DriveLink {
  if (text.toLowerCase().startsWith(SECRET_PREFIXES.drive)) return parseSecret(text)
  const { key, fork, length, hash, pathname, fragment } = parseLink(text)
  // Whoever has a link writes a path behind it, whatever stands at its end.
  const { sum, more = '' } = /^#sum=(?<sum>[^/]*)(?<more>\/.*)?$/su.exec(fragment)?.groups ?? {}
  if (sum !== undefined && sum !== checksum(key)) throw DriveErrors.DRIVE_LINK_DAMAGED({})
  const path = decodePath(trimmed(pathname) + more)
  return { key, encryptionKey: null, version: length, fork, treeHash: hash, path }
}

function parseSecret(text: string): DriveLink {
  const groups = SECRET.exec(text.trim())?.groups
  const { payload } = decodeSecretText('drive', groups?.['secret'] ?? text)
  if (payload.byteLength !== 2 * KEY_BYTES) throw DriveErrors.DRIVE_LINK_DAMAGED({})
  return {
    key: payload.slice(0, KEY_BYTES),
    encryptionKey: payload.slice(KEY_BYTES),
    version: groups?.['version'] === undefined ? null : Number(groups['version']),
    fork: null,
    treeHash: null,
    path: trimmed(groups?.['path'] ?? ''),
  }
}

function decodePath(pathname: string): string {
  try {
    return trimmed(decodeURIComponent(pathname))
  } catch {
    throw DriveErrors.PLACE_INVALID({ reason: 'its path is not percent-encoded as it should be' })
  }
}

/** A folder is the same with and without the slash behind it. */
export function trimmed(path: string): string {
  return path.replace(/\/+$/u, '')
}

function checksum(key: Uint8Array): string {
  const hash = createHash('blake2b512').update('comice/drive-link\0').update(key).digest()
  return hash.subarray(0, LINK_CHECKSUM_BYTES).toString('hex')
}
