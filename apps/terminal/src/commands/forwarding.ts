/** `comice expose`, `comice forward`: something at another machine by an address of this one. */
import type { ForwardNews, ForwardView } from '@comice/host'
import { TerminalErrors } from '../errors.ts'
import type { Action, Line } from '../grammar/command.ts'
import { countTexts, forwardAddressText, leadText } from '../output/format-forward.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { doWork } from '../session/do-work.ts'
import { type Session, withNode } from '../session/session.ts'
import { type ForwardOptions, forwardWishes, type ForwardWish } from './forward-wishes.ts'

export const expose: Action<{ remove: boolean }> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const [name, target] = line.args
    const show = (entry: { name: string; target: string; addedAt: number }) =>
      output.result('exposed', entry, `${paint('bold', peerText(entry.name))}  ${peerText(entry.target)}`)
    if (name === undefined) {
      const entries = await api.remote.exposed.list.query(undefined, { signal })
      for (const entry of entries) show(entry)
      if (entries.length === 0) output.note('Nothing is exposed here.')
    } else if (line.options.remove) show(await api.remote.exposed.remove.mutate({ name }, { signal }))
    else if (target === undefined)
      throw usage('what it stands for is missing', 'comice expose web 127.0.0.1:8080')
    else show(await api.remote.exposed.add.mutate({ name, target }, { signal }))
  })

export const forward: Action<ForwardOptions> = async (line) => {
  const wishes = forwardWishes(line)
  await withNode(line, (session) => runAll(session, line, wishes), { follow: true })
}

/** All of them, or none: the first that fails ends the others. */
async function runAll(
  session: Session,
  line: Line<ForwardOptions>,
  wishes: readonly ForwardWish[],
): Promise<void> {
  const failing = new AbortController()
  const signal = AbortSignal.any([session.signal, failing.signal])
  // Several would write over each other.
  const how = { line, hasCounts: wishes.length === 1, session: { ...session, signal } }
  const { background } = line.options
  const runs = wishes.map(async (wish) => {
    try {
      return await run(wish, how)
    } catch (error) {
      // One in the background is the node's at some moment, and says so: then it has to be stopped, and not left.
      if (!background) failing.abort()
      throw error
    }
  })
  const ends = await Promise.allSettled(runs)
  const failures = ends.filter((end) => end.status === 'rejected')
  const [first = null] = failures.filter(({ reason }) => reason !== failing.signal.reason)
  if (first === null) return
  const kept = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.id] : []))
  if (background) await Promise.allSettled(kept.map((id) => session.api.remote.forwards.stop.mutate({ id })))
  throw first.reason
}

interface ForwardRun {
  readonly session: Session
  readonly line: Line<ForwardOptions>
  readonly hasCounts: boolean
}

function run(wish: ForwardWish, { session, line, hasCounts }: ForwardRun): Promise<ForwardView> {
  const [peer = ''] = line.args
  const { bulk, background } = line.options
  const { output } = session
  const listener = {
    onitem: (news: ForwardNews) => tell(news),
    ...(hasCounts && { progressText: countTexts }),
  }
  const common = { peer, stays: background, timeoutMs: line.globals.timeout }
  if (wish.way === 'there') {
    const { address, target } = wish
    return doWork(session, { name: 'remote.reverse', input: { ...common, target, address } }, listener)
  }
  const { address, target } = wish
  const input = { ...common, bulk, address, ...(target === null ? {} : { target }) }
  return doWork(session, { name: 'remote.forward', input }, listener)

  function tell(news: ForwardNews): void {
    if (news.kind === 'failure') return output.note(`${peerText(news.error.message)} (${news.error.code})`)
    const { id } = news
    const { way, target } = wish
    const address = forwardAddressText(news.address)
    const fields = { id, peer, way, target, address }
    output.result('forward', fields, leadText({ way, address, target, peer }))
    if (!background) return
    output.note('It goes on in the background, and again at each start of this profile’s node.')
    output.note(`To end it:  comice forward stop ${id}`)
  }
}

function usage(problem: string, hint: string): Error {
  return TerminalErrors.USAGE({ problem, hint })
}
