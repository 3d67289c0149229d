/** `comice grant`: who may do what at this machine. */
import type { GrantView } from '@comice/host'
import type { Action } from '../grammar/command.ts'
import { formatTime } from '../output/format-time.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { shortKey } from '../output/short-key.ts'
import { withNode } from '../session/session.ts'

export interface GrantOptions {
  readonly identity: boolean
  /** In ms from now. */
  readonly until: number | undefined
}

export const add: Action<GrantOptions> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const [who = '', what = ''] = line.args
    const { identity, until: lasts } = line.options
    const until = lasts === undefined || lasts === 0 ? undefined : Date.now() + lasts
    const grant = await api.remote.grants.add.mutate({ who, what, isIdentity: identity, until }, { signal })
    output.result('grant', grant, formatGrant(grant))
  })

export const list: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const grants = await api.remote.grants.list.query(undefined, { signal })
    for (const grant of grants) output.result('grant', grant, formatGrant(grant))
    if (grants.length === 0) output.note('Nobody may do anything here.')
  })

export const remove: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const [id = ''] = line.args
    const removed = await api.remote.grants.remove.mutate({ id }, { signal })
    output.result('removed', removed, 'revoked; what it had allowed has ended')
  })

function formatGrant({ id, kind, key, name, what, until }: GrantView): string {
  const who = name === null ? `${kind === 'identity' ? 'the person ' : ''}${shortKey(key)}` : peerText(name)
  const ends = until === null ? '' : `  until ${formatTime(until)}`
  return `${paint('bold', who)}  ${peerText(what)}${ends}  ${paint('dim', id)}`
}
