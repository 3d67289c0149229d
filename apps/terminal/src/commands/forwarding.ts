/** `comice expose`, `comice forward`: something at another machine by an address of this one. */
import path from 'node:path'
import type { ForwardAddress, ForwardCounts, ForwardNews } from '@comice/host'
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import { byteSize } from '../output/byte-size.ts'
import { plural } from '../output/format.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { doWork } from '../session/do-work.ts'
import { withNode } from '../session/session.ts'

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
  readonly bind: string | undefined
  readonly bulk: boolean
}

export const forward: Action<ForwardOptions> = (line) =>
  withNode(
    line,
    async (session) => {
      const [peer = '', target = ''] = line.args
      const { bulk } = line.options
      const input = { peer, target, bulk, address: localAddress(line.options) }
      const { output } = session
      await doWork(
        session,
        { name: 'remote.forward', input },
        { onitem: (news) => tell(news), progressText: countTexts },
      )

      function tell(news: ForwardNews): void {
        if (news.kind === 'failure')
          return output.note(`${peerText(news.error.message)} (${news.error.code})`)
        const address = addressText(news.address)
        output.result(
          'forward',
          { peer, target, address },
          `${paint('bold', address)} leads to ${peerText(target)} at ${peerText(peer)}`,
        )
      }
    },
    { follow: true },
  )

function localAddress({ local = '0', bind }: ForwardOptions): ForwardAddress {
  if (local.startsWith('unix:')) return { kind: 'unix', path: path.resolve(local.slice('unix:'.length)) }
  const port = Number(local)
  if (!/^\d{1,5}$/u.test(local) || port > 65_535)
    throw usage('--local is a port or unix:<path>', 'comice forward pi web --local 8080')
  return { kind: 'tcp', host: bind ?? '127.0.0.1', port }
}

function addressText(address: ForwardAddress): string {
  if (address.kind === 'unix') return `unix:${address.path}`
  return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`
}

function countTexts({ open, connections, failures, sent, received }: ForwardCounts): string[] {
  return [
    `${open} open of ${plural(connections, 'connection')}`,
    `${byteSize(sent)} sent, ${byteSize(received)} received`,
    ...(failures === 0 ? [] : [`${failures} failed`]),
  ]
}

function usage(problem: string, hint: string): Error {
  return TerminalErrors.USAGE({ problem, hint })
}
