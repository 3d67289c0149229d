/** Names of drives: words that need no quotes in any shell, as the node takes them. */

const NAME = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/u
const MAX_CHARS = 64

/** What was typed, as far as it can become a name: capitals become small, and spaces dashes. */
export function toDriveName(typed: string): string {
  return typed.toLowerCase().replaceAll(/\s/gu, '-')
}

/** A sentence, or null when the name is fine or still empty. */
export function driveNameProblem(name: string): string | null {
  if (name === '') return null
  if (name.length > MAX_CHARS) return `Too long: names have at most ${MAX_CHARS} characters.`
  return NAME.test(name)
    ? null
    : 'Letters a to z, digits, and single dots, dashes and underscores between them.'
}
