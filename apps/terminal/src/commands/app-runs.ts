/** `comice app ps|stop`: the apps that run now, wherever they were started. */
import type { ActiveRun } from '@comice/host'
import { MIN_ID_CHARS } from '../constants.ts'
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import { appName } from '../output/format-app.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { shortKey } from '../output/short-key.ts'
import { type Session, withNode } from '../session/session.ts'

export const ps: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const runs = await api.apps.runs.query()
    for (const run of runs) output.result('run', viewOf(run), formatRun(run))
    if (runs.length === 0) output.note('No app runs.')
  })

export const stop: Action<unknown> = (line) =>
  withNode(line, async (session) => {
    const [word = ''] = line.args
    for (const run of await runsOf(session, word)) {
      await session.api.apps.stop.mutate({ id: run.id })
      session.output.result('ended', viewOf(run), `${appName(run.app.name, run.app.id)} has ended`)
    }
  })

/** By the start of a run's id or of an app's key, by the app's name, its alias or its link. @throws RUN_NOT_FOUND */
async function runsOf({ api }: Session, word: string): Promise<ActiveRun[]> {
  const [runs, apps] = await Promise.all([api.apps.runs.query(), api.apps.list.query()])
  const aliased = apps.find(({ alias }) => alias !== '' && alias === word)
  const isMeant = ({ id, app }: ActiveRun) =>
    app.id === aliased?.id ||
    app.name === word ||
    app.link === word ||
    (word.length >= MIN_ID_CHARS && (id.startsWith(word) || app.id.startsWith(word)))
  const meant = runs.filter(isMeant)
  if (meant.length === 0) throw TerminalErrors.RUN_NOT_FOUND({ app: word })
  return meant
}

function viewOf({ id, app, startedAt }: ActiveRun) {
  const { id: key, name, version, channel, type } = app
  return { id, app: key, name, version, channel, kind: type, startedAt }
}

function formatRun({ id, app, startedAt }: ActiveRun): string {
  const { name, version, channel } = app
  const since = new Date(startedAt).toTimeString().slice(0, 5)
  const what = `${paint('bold', appName(name, app.id))} ${peerText(version)}  ${peerText(channel)}`
  return `${what}  since ${since}  ${paint('dim', shortKey(id))}`
}
