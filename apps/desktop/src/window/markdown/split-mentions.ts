/** Finds the people that a message mentions where it names them. */

export interface MentionedName {
  readonly id: string
  /** What that person is called now. */
  readonly name: string
  readonly isMine: boolean
}

interface Part {
  readonly text: string
  /** Null for what is between them. */
  readonly name: MentionedName | null
}

/** The text in parts that make it up; `@Bob Ż` is found whole where there is also a Bob. */
export function splitMentions(text: string, mentioned: readonly MentionedName[]): Part[] {
  if (mentioned.length === 0) return [{ text, name: null }]
  const byLength = mentioned.toSorted((a, b) => b.name.length - a.name.length)
  const parts: Part[] = []
  let from = 0
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const name = byLength.find((one) => one.name !== '' && text.startsWith(one.name, at + 1))
    if (name === undefined) continue
    if (at > from) parts.push({ text: text.slice(from, at), name: null })
    from = at + 1 + name.name.length
    parts.push({ text: text.slice(at, from), name })
    at = from - 1
  }
  if (from < text.length) parts.push({ text: text.slice(from), name: null })
  return parts
}

/** Those who are nowhere named in the text: it mentions them all the same. */
export function unnamed(text: string, mentioned: readonly MentionedName[]): MentionedName[] {
  const named = new Set(splitMentions(text, mentioned).map(({ name }) => name?.id))
  return mentioned.filter(({ id }) => !named.has(id))
}
