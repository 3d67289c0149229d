/** `comice room mute-member|unmute-member|report|reports|dismiss`: who is not heard, and what was reported. */
import type { Action } from '../grammar/command.ts'
import { formatReport } from '../output/format-report.ts'
import { withNode } from '../session/session.ts'

export const muteMember: Action<{ for: number | undefined }> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = '', member = ''] = line.args
    const { for: forMs = 0 } = line.options
    await api.rooms.moderation.mute.mutate({ room, member, ...(forMs === 0 ? {} : { forMs }) })
    const until = forMs === 0 ? 'until somebody takes it back' : 'for that time, by their clock'
    output.note(`Muted ${until}: what they say is not shown.`)
  })

export const unmuteMember: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = '', member = ''] = line.args
    await api.rooms.moderation.unmute.mutate({ room, member })
    output.note('They may speak again. What they said meanwhile stays as it is.')
  })

export const report: Action<{ seq: number }> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = '', id = '', ...words] = line.args
    const { seq } = line.options
    await api.rooms.moderation.report.mutate({ room, id, seq, reason: words.join(' ') })
    output.note('Reported. Only who moderates can read which message, and why; all can see that you did.')
  })

export const reports: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = ''] = line.args
    const all = await api.rooms.moderation.reports.query({ room })
    for (const one of all) output.result('report', one, formatReport(one))
    if (all.length === 0) output.note('Nothing is reported.')
  })

export const dismiss: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = '', id = ''] = line.args
    await api.rooms.moderation.dismiss.mutate({ room, id })
    output.note('Dismissed.')
  })
