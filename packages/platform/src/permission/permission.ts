/**
 * What an app asks for beyond a folder and peers of its own: `pear.permissions` in its package.json.
 *
 * ```json
 * { "net": ["https://api.example.org"], "fs": ["pick"], "topics": ["<64 hexadecimal digits>"], "full": false }
 * ```
 *
 * The text comes from the app's author, so it is read strictly: a member that this version does not know is refused,
 * because leaving it out would run the app with other permissions than the ones it was written for.
 */
import { encodeKey, sanitizeText, tryDecodeKey } from '@comice/protocol'
import { MAX_ORIGIN_CHARS, MAX_ORIGINS, MAX_TOPICS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'

/** A permission set in its canonical form: lists sorted, nothing twice. */
export interface Permissions {
  /** Origins it may fetch from: `https://host[:port]`, or `http://` for a loopback host. */
  readonly net: readonly string[]
  /** `pick`: files and folders that the user picks, one by one. */
  readonly fs: readonly 'pick'[]
  /** Topics outside of the app's own namespace that it may join, z-base-32. */
  readonly topics: readonly string[]
  /** Plain Node without confinement. */
  readonly full: boolean
}

/** What an app may do that asks for nothing. */
export const NO_PERMISSIONS: Permissions = { net: [], fs: [], topics: [], full: false }

const MEMBERS: ReadonlySet<string> = new Set(['net', 'fs', 'topics', 'full'])
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * The canonical form of `value`, which is `pear.permissions` as JSON gives it; absent is no permission.
 * @throws PERMISSIONS_INVALID
 */
export function parsePermissions(value: unknown): Permissions {
  if (value === undefined || value === null) return NO_PERMISSIONS
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid('it is not an object')
  const members = value as Readonly<Record<string, unknown>>
  const unknown = Object.keys(members).find((name) => !MEMBERS.has(name))
  if (unknown !== undefined) throw invalid(`this version knows no permission ${quote(unknown)}`)
  const member = (name: string): unknown => (Object.hasOwn(members, name) ? members[name] : undefined)
  return {
    net: parseList('net', member('net'), { max: MAX_ORIGINS, parse: parseOrigin }),
    fs: parseList('fs', member('fs'), { max: 1, parse: parsePick }),
    topics: parseList('topics', member('topics'), { max: MAX_TOPICS, parse: parseTopic }),
    full: parseFull(member('full')),
  }
}

function parseList<T extends string>(
  name: string,
  value: unknown,
  { max, parse }: { max: number; parse: (text: string) => T },
): readonly T[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw invalid(`${quote(name)} is not a list`)
  if (value.length > max) throw invalid(`${quote(name)} has ${value.length} entries, at most ${max} are read`)
  const texts = value.map((entry: unknown) => {
    if (typeof entry !== 'string') throw invalid(`${quote(name)} has an entry that is no text`)
    return parse(entry)
  })
  return [...new Set(texts)].sort()
}

function parseOrigin(text: string): string {
  const url = text.length <= MAX_ORIGIN_CHARS && URL.canParse(text) ? new URL(text) : null
  const isOrigin = url !== null && (text === url.origin || text === `${url.origin}/`)
  // What the URL standard rewrites (capitals, default ports, other numbers of the same address) is refused with it:
  // the user must be able to compare what is asked with what is shown.
  if (!isOrigin || url.hostname.includes('*'))
    throw invalid(`${quote(text)} in "net" is not an origin such as "https://api.example.org"`)
  const isLoopback = LOOPBACK_HOSTS.has(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback))
    throw invalid(`${quote(text)} in "net" is neither https nor http on this computer`)
  return url.origin
}

function parsePick(text: string): 'pick' {
  if (text !== 'pick') throw invalid(`${quote(text)} in "fs" is not "pick"`)
  return text
}

function parseTopic(text: string): string {
  const topic = tryDecodeKey(text)
  if (topic === null)
    throw invalid(`${quote(text)} in "topics" is neither 64 hexadecimal digits nor z-base-32`)
  return encodeKey(topic)
}

function parseFull(value: unknown): boolean {
  if (value === undefined) return false
  if (typeof value !== 'boolean') throw invalid('"full" is neither true nor false')
  return value
}

/** What a hostile author wrote is shown in part, and as harmless text. */
function quote(text: string): string {
  return JSON.stringify(sanitizeText(text.slice(0, 80)))
}

function invalid(reason: string): Error {
  return PlatformErrors.PERMISSIONS_INVALID({ reason })
}
