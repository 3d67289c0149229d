/** Apps as the faces show them: keys as text, and everything of an app at once. */
import type { InstalledApp, Platform, Release, StorageInfo, UpdateState } from '@comice/platform'
import { encodeKey } from '@comice/protocol'

/** A version of an installed app. */
export interface AppVersionView {
  readonly version: string
  readonly length: number
  readonly fork: number
  /** The identity that signed it, z-base-32; null where nobody did. */
  readonly author: string | null
}

export interface AppView {
  /** z-base-32 of its key. */
  readonly id: string
  readonly link: string
  /** What its author calls it, safe to show on one line. */
  readonly name: string
  /** What the user calls it; empty without. */
  readonly alias: string
  readonly type: 'terminal' | 'window'
  /** What its author says of it, on one line; empty without. */
  readonly summary: string
  /** What the version that runs may do, as sentences; empty while its files are away. */
  readonly words: readonly string[]
  readonly channel: string
  readonly isPinned: boolean
  readonly current: AppVersionView
  /** What runs from the next start on. */
  readonly next: AppVersionView | null
  readonly update: UpdateStateView
  readonly isRunning: boolean
  /** Of the run that goes on; null without. */
  readonly runId: string | null
  /** Unix time in ms. */
  readonly installedAt: number
  readonly lastOpenedAt: number
}

export interface UpdateStateView {
  readonly kind: UpdateState['kind']
  /** What a person reads of it; empty where the kind says all. */
  readonly text: string
}

/** What an app keeps, for one author. */
export interface StorageView extends Omit<StorageInfo, 'author'> {
  /** z-base-32. */
  readonly author: string
}

/** The same after peers were asked. */
export interface CheckedUpdateView extends UpdateStateView {
  /** Whether somebody who has the app is connected: else nobody can say that there is nothing newer. */
  readonly isHeard: boolean
}

export interface ReleaseView {
  readonly seq: number
  readonly channel: string
  readonly version: string
  readonly fork: number
  readonly length: number
  readonly treeHash: string
  readonly notes: string
  /** Unix time in ms, by its author's clock. */
  readonly releasedAt: number
  readonly author: string
}

export async function appView({ installs, updates, runs }: Platform, app: InstalledApp): Promise<AppView> {
  const { name, type, summary, permissions } = await installs.describe(app.id)
  const { words } = await import('@comice/platform')
  const run = runs.list().find((one) => one.app.id === app.id)
  return {
    ...{ id: app.id, link: app.link, name, type, summary },
    words: permissions === null ? [] : words(permissions),
    ...{ alias: app.alias, channel: app.channel, isPinned: app.isPinned },
    current: versionView(app.current),
    next: app.next === null ? null : versionView(app.next),
    update: updateView(updates.state(app.key)),
    isRunning: run !== undefined,
    runId: run?.id ?? null,
    installedAt: app.installedAt,
    lastOpenedAt: app.lastOpenedAt,
  }
}

function versionView({
  version,
  length,
  fork,
  authorKey,
  isAttested,
}: InstalledApp['current']): AppVersionView {
  return { version, length, fork, author: isAttested ? encodeKey(authorKey) : null }
}

export function updateView(state: UpdateState): UpdateStateView {
  const { kind } = state
  switch (kind) {
    case 'unknown':
    case 'current':
    case 'pinned':
    case 'fetching':
      return { kind, text: '' }
    case 'ready':
      return { kind, text: state.isRollback ? `back to ${state.version.version}` : state.version.version }
    case 'bad':
      return { kind, text: `version ${state.version} did not start here` }
    case 'failed':
      return { kind, text: state.message }
    case 'stopped':
      return { kind, text: state.words }
  }
}

export function storageView({ author, ...info }: StorageInfo): StorageView {
  return { ...info, author: encodeKey(author) }
}

export function releaseView(release: Release): ReleaseView {
  const { seq, channel, version, fork, length, notes, releasedAt } = release
  return {
    ...{ seq, channel, version, fork, length, notes, releasedAt },
    treeHash: encodeKey(release.treeHash),
    author: encodeKey(release.identityKey),
  }
}
