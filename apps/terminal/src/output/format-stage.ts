/** How a stage looks to people: the difference, file by file, then what it comes to. */
import type { StageChange, StagedView } from '@comice/host'
import { byteSize } from './byte-size.ts'
import { plural } from './format.ts'
import { peerText } from './output.ts'
import { paint } from './paint.ts'

/** `+ /index.js (1.2 kB)`, `~ /index.js (1.2 kB → 1.3 kB)`, `- /index.js (1.3 kB)`. */
export function formatChange({ kind, path, bytes, bytesBefore, isModeOnly }: StageChange): string {
  const name = peerText(path)
  switch (kind) {
    case 'add':
      return paint('green', `+ ${name} (${byteSize(bytes)})`)
    case 'remove':
      return paint('red', `- ${name} (${byteSize(bytesBefore)})`)
    case 'change': {
      const sizes = `${byteSize(bytesBefore)} → ${byteSize(bytes)}`
      return paint('yellow', `~ ${name} (${isModeOnly ? 'only whether it may be executed' : sizes})`)
    }
  }
}

export interface StageCounts {
  readonly added: number
  readonly changed: number
  readonly removed: number
}

export function countChanges(changes: readonly StageChange[]): StageCounts {
  const count = (kind: StageChange['kind']) => changes.filter((change) => change.kind === kind).length
  return { added: count('add'), changed: count('change'), removed: count('remove') }
}

/** What follows the list. */
export function formatStaged(staged: StagedView): string {
  const { link, verlink, dryRun } = staged
  const links = dryRun ? [] : [`link     ${link}`, `version  ${verlink}`]
  return [formatDifference(staged), ...links].join('\n')
}

function formatDifference({ changes, unchanged, files, bytes, newBytes, dryRun }: StagedView): string {
  const whole = `${plural(files, 'file')}, ${byteSize(bytes)}`
  if (changes.length === 0) return `nothing differs (${whole})`
  const { added, changed, removed } = countChanges(changes)
  const counts = [
    ...(added === 0 ? [] : [`${added} added`]),
    ...(changed === 0 ? [] : [`${changed} changed`]),
    ...(removed === 0 ? [] : [`${removed} removed`]),
    ...(unchanged === 0 ? [] : [`${unchanged} as before`]),
  ]
  return `${counts.join(', ')} (${whole}, ${byteSize(newBytes)} ${dryRun ? 'would be' : 'of it'} new)`
}
