/** How a mirror looks to people. */
import type { LiveRound, MirrorProgress, MirrorRefusal, MirrorResult } from '@comice/host'
import { byteSize } from './byte-size.ts'
import { plural } from './format.ts'
import type { Output } from './output.ts'
import { peerText } from './output.ts'
import { refusalText } from './refusal-text.ts'
import { amountParts } from './transfer-text.ts'

export function mirrorParts(progress: MirrorProgress): string[] {
  const { phase, entries, totalEntries } = progress
  if (phase === 'plan') return [`Comparing`, plural(entries, 'file')]
  return ['Mirroring', ...amountParts(progress, progress), `${entries} of ${plural(totalEntries, 'file')}`]
}

/** `3 added, 1 changed, 2 removed (12 MB), 40 as before`. */
export function formatMirrored(result: MirrorResult): string {
  const { added, changed, removed, kept, folderModes, bytes, dryRun } = result
  const counts = [
    ...(added === 0 ? [] : [`${added} added`]),
    ...(changed === 0 ? [] : [`${changed} changed`]),
    ...(removed === 0 ? [] : [`${removed} removed`]),
    ...(folderModes === 0 ? [] : [`${plural(folderModes, 'folder mode')}`]),
  ]
  if (counts.length === 0) return `nothing differs (${plural(kept, 'file')})`
  const rest = kept === 0 ? '' : `, ${kept} as before`
  return `${dryRun ? 'would be: ' : ''}${counts.join(', ')} (${byteSize(bytes)})${rest}`
}

/** `06:40:12  1 added (12 kB)`; what was held back stands behind it. */
export function formatRound(round: LiveRound): string {
  const { heldDeletions } = round
  const held = heldDeletions === 0 ? '' : `; ${plural(heldDeletions, 'deletion')} held back: too many at once`
  return `${new Date().toTimeString().slice(0, 8)}  ${formatMirrored(round)}${held}`
}

/** Each on stderr, and that there are more than were listed. */
export function noteRefused(output: Output, refused: readonly MirrorRefusal[], count: number): void {
  for (const { path, reason } of refused) output.note(`left out: ${peerText(path)}: ${refusalText(reason)}`)
  if (count > refused.length) output.note(`left out: ${count - refused.length} more`)
}
