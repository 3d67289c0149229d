/** Where a link in a message leads: never anywhere but to a page or a mailbox. */

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

export interface WebAddress {
  readonly href: string
  /** What decides where it leads, as a browser reads it: names that only look like others are spelled out. */
  readonly host: string
}

/** Null for what a message may not lead to. */
export function webAddress(text: string): WebAddress | null {
  if (!URL.canParse(text)) return null
  const { protocol, href, host, pathname, username, password } = new URL(text)
  // `https://bank.example@mallory.example` is one of mallory's.
  if (!SCHEMES.has(protocol) || username !== '' || password !== '') return null
  return { href, host: protocol === 'mailto:' ? pathname : host }
}
