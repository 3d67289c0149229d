/** `comice expose`, `comice forward`: something at another machine by an address of this one. */
import path from 'node:path'
import type { ForwardAddress, ForwardNews } from '@comice/host'
import { TerminalErrors } from '../errors.ts'
import type { Action, Line } from '../grammar/command.ts'
import { countTexts, forwardAddressText, leadText } from '../output/format-forward.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { doWork } from '../session/do-work.ts'
import { type Session, withNode } from '../session/session.ts'

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

export interface ForwardOptions {
  readonly local: string | undefined
  readonly remote: string | undefined
  readonly socks: boolean
  readonly bind: string | undefined
  readonly bulk: boolean
  readonly background: boolean
}

export const forward: Action<ForwardOptions> = async (line) => {
  const [, target] = line.args
  const { socks, remote, local, bind } = line.options
  if ((target === undefined) !== socks)
    throw usage('either a target or --socks is needed', 'comice forward pi web --local 8080')
  if (remote !== undefined && (socks || (local ?? bind) !== undefined))
    throw usage(
      '--remote goes without --local, --bind and --socks',
      'comice forward pi 127.0.0.1:3000 --remote 8080',
    )
  await withNode(line, (session) => run(session, line), { follow: true })
}

async function run(session: Session, line: Line<ForwardOptions>): Promise<void> {
  const [peer = '', target] = line.args
  const { bulk, remote, background } = line.options
  const { output } = session
  const listener = { onitem: (news: ForwardNews) => tell(news), progressText: countTexts }
  const common = { peer, stays: background, timeoutMs: line.globals.timeout }
  if (remote === undefined) {
    const input = {
      ...common,
      bulk,
      address: localAddress(line.options),
      ...(target === undefined ? {} : { target }),
    }
    await doWork(session, { name: 'remote.forward', input }, listener)
  } else {
    const input = { ...common, target: target ?? '', address: remoteAddress(remote) }
    await doWork(session, { name: 'remote.reverse', input }, listener)
  }

  function tell(news: ForwardNews): void {
    if (news.kind === 'failure') return output.note(`${peerText(news.error.message)} (${news.error.code})`)
    const { id } = news
    const address = forwardAddressText(news.address)
    const way = remote === undefined ? 'here' : 'there'
    const text = leadText({ way, address, target: target ?? null, peer })
    output.result('forward', { id, peer, target: target ?? null, address }, text)
    if (!background) return
    output.note('It goes on in the background, and again at each start of this profile’s node.')
    output.note(`To end it:  comice forward stop ${id}`)
  }
}

/** A port alone is one of the machine's loopback address. */
function remoteAddress(text: string): string {
  return /^\d{1,5}$/u.test(text) ? `127.0.0.1:${text}` : text
}

function localAddress({ local = '0', bind }: ForwardOptions): ForwardAddress {
  if (local.startsWith('unix:')) return { kind: 'unix', path: path.resolve(local.slice('unix:'.length)) }
  const port = Number(local)
  if (!/^\d{1,5}$/u.test(local) || port > 65_535)
    throw usage('--local is a port or unix:<path>', 'comice forward pi web --local 8080')
  return { kind: 'tcp', host: bind ?? '127.0.0.1', port }
}

function usage(problem: string, hint: string): Error {
  return TerminalErrors.USAGE({ problem, hint })
}
