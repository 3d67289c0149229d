/** Mentioning people while one writes. Pure: where a `@` stands, whom it may mean, and whom a text mentions. */
import { MAX_OFFERED_NAMES } from '../constants.ts'
import { LIMITS } from '@comice/protocol'
import { type MentionedName, splitMentions } from '../markdown/split-mentions.ts'

export interface MentionQuery {
  /** Where its `@` stands. */
  readonly at: number
  /** What is typed behind it. */
  readonly typed: string
}

/** What stands before the caret, if it may become a mention; an address has no room before its `@`. */
export function mentionAt(text: string, caret: number): MentionQuery | null {
  const match = /(?:^|[\s(])@([^\s@]{0,64})$/u.exec(text.slice(0, caret))
  return match === null ? null : { at: caret - (match[1]?.length ?? 0) - 1, typed: match[1] ?? '' }
}

interface Person {
  readonly id: string
  readonly name: string
  readonly mine: boolean
}

/** Those it may mean: whose name begins with it first, then who has it anywhere. */
export function offeredFor<Somebody extends Person>(
  { typed }: MentionQuery,
  people: readonly Somebody[],
): Somebody[] {
  const wanted = typed.toLocaleLowerCase()
  const others = people.filter(({ mine, name }) => !mine && name.toLocaleLowerCase().includes(wanted))
  const begins = ({ name }: Person) => Number(name.toLocaleLowerCase().startsWith(wanted))
  return others.toSorted((a, b) => begins(b) - begins(a)).slice(0, MAX_OFFERED_NAMES)
}

/** The text with the name in it, and where the caret goes. */
export function completed(
  text: string,
  query: MentionQuery,
  name: string,
): { readonly text: string; readonly caret: number } {
  const before = `${text.slice(0, query.at)}@${name} `
  const after = text.slice(query.at + 1 + query.typed.length)
  return { text: before + after.replace(/^ /u, ''), caret: before.length }
}

/** Ids of those whom a text names with a `@`. Of two with the same name the one that was chosen, or both. */
export function mentionsOf(text: string, people: readonly Person[], chosen: ReadonlySet<string>): string[] {
  const names: MentionedName[] = people.map(({ id, name }) => ({ id, name, isMine: false }))
  const named = new Set(splitMentions(text, names).flatMap(({ name }) => name?.name ?? []))
  const meant = people.filter(({ name, mine }) => !mine && named.has(name))
  const isChosen = (name: string) => meant.some((one) => one.name === name && chosen.has(one.id))
  return meant
    .filter(({ id, name }) => chosen.has(id) || !isChosen(name))
    .map(({ id }) => id)
    .slice(0, LIMITS.MAX_MENTIONS)
}
