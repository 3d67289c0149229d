/** `comice app list|update|pin|unpin|alias|remove|gc`: the apps that are installed. */
import type { AppView, CheckedUpdateView } from '@comice/host'
import { ExitCode } from '@comice/protocol'
import { MIN_NODE_TIMEOUT_MS, NODE_ANSWER_MS } from '../constants.ts'
import type { Action } from '../grammar/command.ts'
import { confirm } from '../input/confirm.ts'
import { byteSize } from '../output/byte-size.ts'
import { appFields, appName, formatApp, updateText } from '../output/format-app.ts'
import { plural } from '../output/format.ts'
import { type Session, withNode } from '../session/session.ts'

export const list: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const apps = await api.apps.list.query()
    for (const app of apps) output.result('app', appFields(app), formatApp(app))
    if (apps.length === 0) output.note('No apps yet. Run one: comice run pear://…')
  })

export const update: Action<{ 'as-it-is': boolean }> = (line) =>
  withNode(line, async (session) => {
    const { api, output } = session
    const [word] = line.args
    const apps = word === undefined ? await api.apps.list.query() : [await api.apps.info.query({ app: word })]
    for (const app of apps) {
      if (line.options['as-it-is']) await api.apps.resume.mutate({ app: app.id })
      await updateApp(session, app)
    }
    if (apps.length === 0) output.note('No apps yet.')
  })

async function updateApp({ api, output, options, signal }: Session, { id, name }: AppView): Promise<void> {
  const timeoutMs = options.timeout === undefined ? undefined : nodeTimeoutMs(options.timeout)
  const state = await api.apps.update.mutate({ app: id, timeoutMs }, { signal })
  output.result('update', { id, name, ...state }, `${appName(name, id)}: ${outcomeText(state)}`)
  if (state.kind === 'stopped') {
    output.note('What is here goes on running. To follow its author again, whatever happened: --as-it-is')
  }
  process.exitCode = exitCodeOf(state) ?? process.exitCode
}

/** The node has to say that nobody answered before this command gives up. */
function nodeTimeoutMs(timeoutMs: number): number {
  return Math.max(MIN_NODE_TIMEOUT_MS, timeoutMs - NODE_ANSWER_MS)
}

function outcomeText(state: CheckedUpdateView): string {
  return isUnheard(state) ? 'nobody who has it answered, and nothing newer is known' : updateText(state)
}

/** What runs is the newest of what is known here, but nobody was there who could know more. */
function isUnheard({ kind, isHeard }: CheckedUpdateView): boolean {
  return !isHeard && (kind === 'current' || kind === 'unknown')
}

function exitCodeOf(state: CheckedUpdateView): number | null {
  if (isUnheard(state)) return ExitCode.Unreachable
  if (state.kind === 'stopped') return ExitCode.BadData
  return state.kind === 'failed' || state.kind === 'bad' ? ExitCode.Failed : null
}

export const pin: Action<unknown> = (line) => setPinned(line, true)
export const unpin: Action<unknown> = (line) => setPinned(line, false)

function setPinned(line: Parameters<Action<unknown>>[0], pinned: boolean): Promise<void> {
  return withNode(line, async ({ api, output }) => {
    const [word = ''] = line.args
    const app = await api.apps.pin.mutate({ app: word, pinned })
    output.result('app', appFields(app), formatApp(app))
  })
}

export const alias: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [word = '', name = ''] = line.args
    const app = await api.apps.alias.mutate({ app: word, alias: name })
    output.result('app', appFields(app), formatApp(app))
  })

export const remove: Action<{ storage: boolean; yes: boolean }> = (line) =>
  withNode(line, async (session) => {
    const { api, output } = session
    const [word = ''] = line.args
    const { storage, yes } = line.options
    const { id, name } = await api.apps.info.query({ app: word })
    const shown = appName(name, id)
    if (storage) await confirm(session, `${shown} and everything that it keeps`, yes)
    await api.apps.remove.mutate({ app: id, storage })
    output.result('removed', { id, name, storage }, `${shown} is gone`)
    if (!storage) output.note('What it keeps is still there, for when it is run again.')
  })

export const gc: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [word] = line.args
    const freed = await api.apps.gc.mutate({ app: word })
    const { folders, bytes, blocks } = freed
    const text = `${plural(folders, 'folder')} (${byteSize(bytes)}) and ${plural(blocks, 'block')} that nothing needed are gone`
    output.result('collected', freed, text)
  })
