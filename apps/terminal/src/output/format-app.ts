/** How installed apps look to people. Texts of their authors are made harmless. */
import type { AppView, ReleaseView, UpdateStateView } from '@comice/host'
import { peerText } from './output.ts'
import { paint } from './paint.ts'
import { shortKey } from './short-key.ts'

/** `hello 1.0.0  stable, pinned  “hi”  2.0.0 is ready  ab12cd34`. */
export function formatApp(app: AppView): string {
  const { name, alias, channel, current, isPinned, isRunning, update, id } = app
  const facts = [channel, ...(isPinned ? ['pinned'] : []), ...(isRunning ? ['running'] : [])]
  const news = update.kind === 'current' || update.kind === 'pinned' ? '' : updateText(update)
  return [
    `${paint('bold', appName(name, id))} ${versionText(current)}`,
    facts.map(peerText).join(', '),
    ...(alias === '' ? [] : [`“${peerText(alias)}”`]),
    ...(news === '' ? [] : [paint(update.kind === 'ready' ? 'green' : 'yellow', news)]),
    paint('dim', shortKey(id)),
  ].join('  ')
}

/** An app as the fields of a line: `type` is the line's own. */
export function appFields({ type, ...app }: AppView): Omit<AppView, 'type'> & { kind: AppView['type'] } {
  return { ...app, kind: type }
}

export function appName(name: string, id: string): string {
  const shown = peerText(name).trim()
  return shown === '' ? shortKey(id) : shown
}

/** A version's own name, else its length. */
export function versionText({ version, length }: { version: string; length: number }): string {
  return version === '' ? `at ${length}` : peerText(version)
}

/** Empty where there is nothing to say. */
export function updateText({ kind, text }: UpdateStateView): string {
  switch (kind) {
    case 'unknown':
      return ''
    case 'current':
      return 'it is the newest version'
    case 'pinned':
      return 'it is pinned to its version'
    case 'fetching':
      return 'a newer version is being fetched'
    case 'ready':
      return `${peerText(text)} is ready, and runs from the next start on`
    case 'bad':
    case 'failed':
    case 'stopped':
      return peerText(text)
  }
}

/** `1.0.0  stable  2026-11-28  notes`. */
export function formatRelease({ version, channel, releasedAt, notes, length }: ReleaseView): string {
  const [first = ''] = notes.split('\n', 1)
  return [versionText({ version, length }), peerText(channel), dayOf(releasedAt), peerText(first)]
    .filter((part) => part !== '')
    .join('  ')
}

/** An author's clock may say anything. */
function dayOf(time: number): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10)
}
