/**
 * `"upgrade"` in a package.json: the link of the app that the folder is staged to, Pear's own field. Everything else in
 * the file stays as its author wrote it, to the letter.
 */
type Json = Readonly<Record<string, unknown>>

/** Its link; null where there is none. Total: `text` may be anything. */
export function upgradeIn(text: string): string | null {
  const upgrade = parse(text)?.['upgrade']
  return typeof upgrade === 'string' && upgrade !== '' ? upgrade : null
}

/** The text with the field in it, as its last member or where it was. Null when `text` is no JSON object. */
export function withUpgrade(text: string, link: string): string | null {
  const json = parse(text)
  if (json === null) return null
  return Object.hasOwn(json, 'upgrade') ? replaced(text, { ...json, upgrade: link }) : appended(text, link)
}

function parse(text: string): Json | null {
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/u, ''))
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Json) : null
  } catch {
    return null
  }
}

/** A member's name in a place where no text can end before it; deeper ones match too. */
const FIELD = /"upgrade"\s*:\s*(?<value>"(?:[^"\\]|\\.)*"|[^\s",{}[\]]+)/gu

/** Takes the place of the member that makes the whole what it has to be. */
function replaced(text: string, wanted: Json): string {
  const value = JSON.stringify(wanted['upgrade'])
  for (const { 0: member, index, groups } of text.matchAll(FIELD)) {
    const from = index + member.length - (groups?.['value']?.length ?? 0)
    const changed = text.slice(0, from) + value + text.slice(index + member.length)
    if (JSON.stringify(parse(changed)) === JSON.stringify(wanted)) return changed
  }
  // An object or a list stood there, or the name was written with escapes: the letters of such a file matter to nobody.
  return `${JSON.stringify(wanted, null, 2)}\n`
}

function appended(text: string, link: string): string {
  const end = text.lastIndexOf('}')
  const before = text.slice(0, end).trimEnd()
  const [, gap = ''] = /^\uFEFF?\s*\{(\s*)/u.exec(text) ?? []
  const member = `"upgrade":${/"\s*:\S/u.test(text) ? '' : ' '}${JSON.stringify(link)}`
  if (before.endsWith('{')) return `${before}\n  ${member}\n}${text.slice(end + 1)}`
  return `${before},${gap}${member}${text.slice(before.length)}`
}
