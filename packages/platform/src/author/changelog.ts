/** A CHANGELOG.md by version. It is its author's text: any text gives an answer, and what comes out is harmless to show. */
import { sanitizeText } from '@comice/protocol'
import { MAX_CHANGELOG_VERSIONS } from '../constants.ts'

export interface ChangelogEntry {
  /** As it is written: `1.2.0`, without a leading v. */
  readonly version: string
  /** As it is written behind the version, for example `2026-11-28`; empty when there is nothing. */
  readonly date: string
  /** What changed, in Markdown. */
  readonly text: string
}

// `## [1.2.0] - 2026-11-28`, `# v1.2.0 (2026-11-28)`, `## 1.2.0`: https://keepachangelog.com and what changesets writes.
const HEADING =
  /^#{1,4}[ \t]+\[?v?(?<version>\d{1,9}\.\d{1,9}\.\d{1,9}[0-9A-Za-z.+-]{0,60})\]?(?<rest>.{0,100})/u
const DATE = /\d{4}-\d{2}-\d{2}/u

/** The versions in the order of the file. Total. */
export function parseChangelog(text: string): ChangelogEntry[] {
  const entries: { version: string; date: string; lines: string[] }[] = []
  for (const line of text.split(/\r?\n/u)) {
    const heading = HEADING.exec(line)?.groups
    if (heading !== undefined) {
      if (entries.length >= MAX_CHANGELOG_VERSIONS) break
      const date = DATE.exec(heading['rest'] ?? '')?.[0] ?? ''
      entries.push({ version: heading['version'] ?? '', date, lines: [] })
    } else {
      entries.at(-1)?.lines.push(line)
    }
  }
  return entries.map(({ version, date, lines }) => ({
    version,
    date,
    text: sanitizeText(lines.join('\n').trim(), { newlines: true }),
  }))
}

/** What the changelog says of one version; null when it says nothing. */
export function changesOf(entries: readonly ChangelogEntry[], version: string): string | null {
  const text = entries.find((entry) => entry.version === version)?.text
  return text === undefined || text === '' ? null : text
}
