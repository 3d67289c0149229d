/** Answers that need nothing but this file: people and shells wait for them. */
import { readFileSync } from 'node:fs'
import { completionScript, isShell } from './completion.ts'
import { OVERVIEW } from './overview.ts'

/** What to print, or null when the whole program is needed. `argv` is without Node and the script. */
export function quickAnswer(argv: readonly string[]): string | null {
  const [first, second, ...rest] = argv
  if (first === undefined) return OVERVIEW
  if (first === '--version' || first === '-V') return `${readVersion()}\n`
  if (first === 'completion' && rest.length === 0 && isShell(second)) return completionScript(second)
  return null
}

/** The package's, whether this runs from `src/quick` or, bundled, from `dist`. */
function readVersion(): string {
  const base = import.meta.url.endsWith('/src/quick/quick-answer.ts')
    ? '../../package.json'
    : '../package.json'
  const { version } = JSON.parse(readFileSync(new URL(base, import.meta.url), 'utf8')) as { version: string }
  return version
}
