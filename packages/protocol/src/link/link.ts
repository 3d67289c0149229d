/**
 * Links, in the grammar of the field's `pear-link` 4.2:
 *
 *     link = ("pear" | "comice") "://" [fork "." length "."] key ["." hash] [path] ["?" search] ["#" fragment]
 *
 * `key` is z-base-32, hexadecimal or an alias, `hash` z-base-32 or hexadecimal, `fork` and `length` decimal. The path
 * is normalised as URLs are. Where we differ: `key.hash` without fork and length is accepted (pear-link writes it and
 * refuses to read it); user names, ports, control characters, numbers that are not plain decimals and links over
 * {@link MAX_LINK_CHARS} are refused; `file:` links are not links between people and are not read here.
 */
import { MAX_LINK_CHARS } from '../constants.ts'
import { ProtocolErrors } from '../errors.ts'
import { encodeKey, tryDecodeKey } from '../key/key.ts'
import { PEAR_ALIASES } from './aliases.ts'
import { encodeFragment, encodeSearch, normalizePath } from './link-path.ts'

export interface Link {
  readonly protocol: 'pear:' | 'comice:'
  /** 32-byte key of the drive. */
  readonly key: Uint8Array
  /** The alias that stood for the key, for example `keet`. */
  readonly alias: string | null
  /** Fork and length of the drive's core, for one version of it; both or neither. */
  readonly fork: number | null
  readonly length: number | null
  /** 32-byte hash of the drive's tree at that version. */
  readonly hash: Uint8Array | null
  /** Normalised and percent-encoded, empty or with a leading slash. */
  readonly pathname: string
  /** Empty, or with its leading question mark. */
  readonly search: string
  /** Empty, or with its leading number sign. */
  readonly fragment: string
}

/** What {@link formatLink} takes: a key, and whatever else the link says. */
export type LinkParts = Pick<Link, 'key'> & Partial<Link>

const LINK =
  /^(?<scheme>pear|comice):\/\/(?<host>[^/?#]*)(?<path>\/[^?#]*)?(?<search>\?[^#]*)?(?<fragment>#.*)?$/isu
const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/u
const CONTROL_OR_LONE_SURROGATE = /[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/u

/** The parts of a link. @throws LINK_INVALID, with the reason but without the text */
export function parseLink(text: string): Link {
  if (text.length > MAX_LINK_CHARS) throw invalid(`it is longer than ${MAX_LINK_CHARS} characters`)
  if (CONTROL_OR_LONE_SURROGATE.test(text)) throw invalid('it contains control characters')
  const match = LINK.exec(text)?.groups
  if (match === undefined) throw invalid('it does not start with pear:// or comice://')
  return {
    protocol: match.scheme?.toLowerCase() === 'pear' ? 'pear:' : 'comice:',
    ...parseHost(match.host ?? ''),
    pathname: normalizePath(match.path ?? ''),
    search: encodeSearch(match.search ?? ''),
    fragment: encodeFragment(match.fragment ?? ''),
  }
}

type Host = Pick<Link, 'key' | 'alias' | 'fork' | 'length' | 'hash'>

function parseHost(host: string): Host {
  const parts = host.split('.')
  const versioned = parts.length > 2
  const [fork = '', length = ''] = parts
  const [name = '', hash, ...rest] = versioned ? parts.slice(2) : parts
  if (rest.length > 0) throw invalid('it has too many parts between its dots')
  return {
    ...parseKey(name),
    fork: versioned ? parseCount(fork, 'fork') : null,
    length: versioned ? parseCount(length, 'length') : null,
    hash: hash === undefined ? null : parseHash(hash),
  }
}

function parseKey(name: string): Pick<Link, 'key' | 'alias'> {
  const aliased = PEAR_ALIASES.get(name)
  if (aliased !== undefined) return { key: aliased.slice(), alias: name }
  const key = tryDecodeKey(name)
  if (key === null) throw invalid('its key is neither a known alias, z-base-32 nor hexadecimal')
  return { key, alias: null }
}

function parseCount(digits: string, what: 'fork' | 'length'): number {
  const count = Number(digits)
  if (!DECIMAL.test(digits) || !Number.isSafeInteger(count)) throw invalid(`its ${what} is not a number`)
  return count
}

function parseHash(text: string): Uint8Array {
  const hash = tryDecodeKey(text)
  if (hash === null) throw invalid('its hash is neither z-base-32 nor hexadecimal')
  return hash
}

/**
 * The text of a link, with `pear:` unless said otherwise; {@link parseLink} gives the same parts back.
 * @throws LINK_INVALID when fork and length are not given together or no integers, KEY_INVALID for a wrong length
 */
export function formatLink(parts: LinkParts): string {
  const {
    protocol = 'pear:',
    key,
    alias = null,
    hash = null,
    pathname = '',
    search = '',
    fragment = '',
  } = parts
  const name = alias !== null && PEAR_ALIASES.has(alias) ? alias : encodeKey(key)
  const host = [...formatVersion(parts), name, ...(hash === null ? [] : [encodeKey(hash)])].join('.')
  const text = `${protocol}//${host}${pathname}${search}${fragment}`
  parseLink(text)
  return text
}

function formatVersion({ fork = null, length = null }: LinkParts): string[] {
  if (fork === null && length === null) return []
  if (fork === null || length === null)
    throw invalid('it has a fork without a length, or a length without a fork')
  return [String(fork), String(length)]
}

function invalid(reason: string): Error {
  return ProtocolErrors.LINK_INVALID({ reason })
}
