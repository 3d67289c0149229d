/**
 * The parts of a link behind its host, normalised as the URL standard does it for schemes it does not know
 * (https://url.spec.whatwg.org, "path state" and the percent-encode sets). Of our own, because engines differ there:
 * Chromium before 130 put the host of a `pear:` URL into its path.
 */

const PATH_SET = /[\u0000-\u0020"#<>?^`{}\u007f-\u{10ffff}]/gu
const SEARCH_SET = /[\u0000-\u0020"#<>\u007f-\u{10ffff}]/gu
const FRAGMENT_SET = /[\u0000-\u0020"<>`\u007f-\u{10ffff}]/gu

const ONE_DOT = /^(?:\.|%2e)$/iu
const TWO_DOTS = /^(?:\.|%2e){2}$/iu

/** A path with its dot segments resolved and percent-encoded; it never climbs above its root. */
export function normalizePath(path: string): string {
  if (path === '') return ''
  const segments = path.slice(1).split('/')
  const normal: string[] = []
  for (const [at, segment] of segments.entries()) {
    const isLast = at === segments.length - 1
    if (TWO_DOTS.test(segment)) normal.pop()
    else if (!ONE_DOT.test(segment)) {
      normal.push(percentEncode(segment, PATH_SET))
      continue
    }
    if (isLast) normal.push('')
  }
  return `/${normal.join('/')}`
}

/** A search part, empty or with its question mark; a bare question mark is no search. */
export function encodeSearch(search: string): string {
  return search.length < 2 ? '' : `?${percentEncode(search.slice(1), SEARCH_SET)}`
}

/** A fragment, empty or with its number sign; a bare number sign is no fragment. */
export function encodeFragment(fragment: string): string {
  return fragment.length < 2 ? '' : `#${percentEncode(fragment.slice(1), FRAGMENT_SET)}`
}

function percentEncode(text: string, set: RegExp): string {
  return text.replace(set, (character) => {
    const bytes = new TextEncoder().encode(character)
    return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
  })
}
