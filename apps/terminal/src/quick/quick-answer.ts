/** Answers that need nothing but the table of the commands: people and shells wait for them. */
import { readFileSync } from 'node:fs'
import { helpText } from '../grammar/help-text.ts'
import type { Parsed } from '../grammar/parse-line.ts'
import { completionScript } from './completion.ts'
import { OVERVIEW } from './overview.ts'
import { isShell } from './shells.ts'

export interface QuickAnswer {
  readonly text: string
  readonly stream: 'stdout' | 'stderr'
  readonly code: number
}

/** Null when the whole program is needed. `isJson` keeps what is for people from programs. */
export function quickAnswer(parsed: Parsed, isJson: boolean): QuickAnswer | null {
  switch (parsed.kind) {
    case 'version':
      return toStdout(`${readVersion()}\n`)
    case 'help':
      return toStdout(helpText(parsed, process.stdout.columns))
    case 'completion':
      return isShell(parsed.shell) ? toStdout(completionScript(parsed.shell)) : null
    case 'incomplete':
      if (isJson) return null
      if (parsed.path.length === 0) return toStdout(OVERVIEW)
      return { text: helpText(parsed, process.stderr.columns), stream: 'stderr', code: 2 }
    case 'wrong':
    case 'run':
      return null
  }
}

function toStdout(text: string): QuickAnswer {
  return { text, stream: 'stdout', code: 0 }
}

/** The package's, whether this runs from `src/quick` or, bundled, from `dist`. */
function readVersion(): string {
  const base = import.meta.url.endsWith('/src/quick/quick-answer.ts')
    ? '../../package.json'
    : '../package.json'
  const { version } = JSON.parse(readFileSync(new URL(base, import.meta.url), 'utf8')) as { version: string }
  return version
}
