/** `comice grant`: who may do what at this machine. */
import type { GrantView } from '@comice/host'
import { TerminalErrors } from '../errors.ts'
import type { Action, Line } from '../grammar/command.ts'
import { formatTime } from '../output/format-time.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { shortKey } from '../output/short-key.ts'
import { withNode } from '../session/session.ts'

export interface GrantOptions {
  readonly identity: boolean
  /** `<room>:<role>`. */
  readonly role: string | undefined
  /** In ms from now. */
  readonly until: number | undefined
}

export const add: Action<GrantOptions> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const { until: lasts } = line.options
    const until = lasts === undefined || lasts === 0 ? undefined : Date.now() + lasts
    const grant = await api.remote.grants.add.mutate({ ...grantedOf(line), until }, { signal })
    output.result('grant', grant, formatGrant(grant))
  })

/** @throws USAGE */
function grantedOf({ args, options: { identity, role } }: Line<GrantOptions>) {
  const [who, what] = role === undefined ? args : [role, ...args]
  const isWhole = who !== undefined && what !== undefined && args.length === (role === undefined ? 2 : 1)
  if (!isWhole || (identity && role !== undefined))
    throw TerminalErrors.USAGE({
      problem: 'what is granted, and to whom, is needed: a machine, a person or a role',
      hint: 'comice grant add pi shell, or comice grant add --role Pears:moderator shell',
    })
  const kind = role !== undefined ? ('role' as const) : identity ? ('identity' as const) : ('device' as const)
  return { who, what, kind }
}

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
  const kindText = { device: '', identity: 'the person ', role: 'the role ' }[kind]
  const who = `${kindText}${name === null ? shortKey(key) : peerText(name)}`
  // The room's name is what others call it, and may be that of another room.
  const room = kind === 'role' ? `  ${paint('dim', `in ${shortKey(key)}`)}` : ''
  const ends = until === null ? '' : `  until ${formatTime(until)}`
  return `${paint('bold', who)}  ${peerText(what)}${ends}${room}  ${paint('dim', id)}`
}
