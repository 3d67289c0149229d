/** What the state of an app is called. */
import type { AppView } from '@comice/host'
import { sentence } from '../format/text.ts'

/** What the user has to know about an app before anything else. */
export interface AppNotice {
  readonly tone: 'good' | 'quiet' | 'bad'
  readonly title: string
  readonly text: string
}

/** A name that tells two apps apart: the user's own, else its author's. */
export function appName({ alias, name }: Pick<AppView, 'alias' | 'name'>): string {
  return alias === '' ? name : alias
}

/** One line below its name. */
export function stateLine({ isRunning, update, current, isPinned }: AppView): string {
  if (isRunning) return 'Running'
  if (update.kind === 'stopped' || update.kind === 'bad') return 'Needs a look'
  if (update.kind === 'ready') return 'Update ready'
  if (update.kind === 'fetching') return 'Fetching an update…'
  return isPinned ? `Version ${current.version}, kept` : `Version ${current.version}`
}

/** Null when there is nothing to tell. */
export function noticeOf(app: AppView): AppNotice | null {
  const { kind, text } = app.update
  switch (kind) {
    case 'ready':
      return readyNotice(app)
    case 'fetching':
      return {
        tone: 'quiet',
        title: 'An update is on its way',
        text: 'What you run stays as it is until all of it is here.',
      }
    case 'bad':
      return {
        tone: 'bad',
        title: 'The newest version does not start',
        text: `Its ${text}: the one before it runs instead. The next release is tried again.`,
      }
    case 'stopped':
      return {
        tone: 'bad',
        title: 'Updates are stopped',
        text: `${text} The version that you have goes on running.`,
      }
    case 'failed':
      return { tone: 'quiet', title: 'The last update could not be fetched', text: sentence(text) }
    case 'unknown':
    case 'current':
    case 'pinned':
      return null
  }
}

function readyNotice({ update, next, isRunning }: AppView): AppNotice {
  const text = isRunning
    ? 'It runs from the next start on: stop the app and run it again.'
    : 'It runs from the next start on.'
  if (!update.text.startsWith('back to '))
    return { tone: 'good', title: `Version ${update.text} is ready`, text }
  return { tone: 'quiet', title: `Its author went back to version ${next?.version ?? ''}`, text }
}

/** How far the updates of an app are, in a few words. */
export function updateLine({ update, isPinned }: AppView): string {
  if (isPinned) return 'It stays on this version.'
  switch (update.kind) {
    case 'current':
      return 'It is up to date.'
    case 'unknown':
      return 'Nobody who has it was seen since Comice started.'
    case 'ready':
    case 'fetching':
    case 'bad':
    case 'failed':
    case 'stopped':
    case 'pinned':
      return ''
  }
}
