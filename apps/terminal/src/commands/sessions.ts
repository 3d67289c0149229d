/** `comice session`, `comice audit`: what others do at this machine, and what they did. */
import type { AuditView, SessionView } from '@comice/host'
import type { Action } from '../grammar/command.ts'
import { byteSize } from '../output/byte-size.ts'
import { formatTime } from '../output/format-time.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { shortKey } from '../output/short-key.ts'
import { withNode } from '../session/session.ts'

export const list: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const sessions = await api.remote.sessions.list.query(undefined, { signal })
    for (const session of sessions) output.result('session', session, formatSession(session))
    if (sessions.length === 0) output.note('Nobody uses this machine now.')
  })

export const kill: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const [id = ''] = line.args
    const killed = await api.remote.sessions.kill.mutate({ id }, { signal })
    output.result('killed', killed, 'ended, and all that it had started')
  })

export const audit: Action<{ last: number }> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const entries = await api.remote.audit.query({ last: line.options.last }, { signal })
    for (const entry of entries) output.result('audit', entry, formatAudit(entry))
    if (entries.length === 0) output.note('Nobody has used this machine yet.')
  })

function formatSession({ id, device, name, capability, what, startedAt, ...bytes }: SessionView): string {
  const moved = `in ${byteSize(bytes.bytesIn)}, out ${byteSize(bytes.bytesOut)}`
  const since = `since ${formatTime(startedAt)}`
  return `${id}  ${whoText(name, device)}  ${capability} ${peerText(what)}  ${since}  ${moved}`
}

function formatAudit({ at, kind, device, name, capability, what, how = '', more = 0 }: AuditView): string {
  const others = more === 0 ? '' : `  (and ${more} refused before)`
  return `${formatTime(at)}  ${whoText(name, device)}  ${peerText(capability)} ${peerText(what)}  ${kind} ${peerText(how)}${others}`.trimEnd()
}

function whoText(name: string | null, device: string): string {
  return paint('bold', name === null ? shortKey(device) : peerText(name))
}
