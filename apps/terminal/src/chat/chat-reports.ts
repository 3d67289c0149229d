/** What was reported, in a chat: listed with numbers, and dismissed by them. */
import { TerminalErrors } from '../errors.ts'
import { WHOLE } from '../grammar/value-kind.ts'
import { formatReport } from '../output/format-report.ts'
import type { Session } from '../session/session.ts'

type Api = Session['api']

/**
 * Ids by room as they were listed last, the first one being number 1. A number stays that report's until they are listed
 * again: by its place in a list that others change meanwhile, another one would be dismissed, unread.
 */
const listed = new WeakMap<Api, Map<string, readonly string[]>>()

export async function listReports(api: Api, room: string): Promise<string> {
  const all = await api.rooms.moderation.reports.query({ room })
  const idsByRoom = listed.get(api) ?? new Map<string, readonly string[]>()
  listed.set(
    api,
    idsByRoom.set(
      room,
      all.map(({ id }) => id),
    ),
  )
  if (all.length === 0) return 'nothing is reported'
  const shown = all.map((report, at) => formatReport(report, { number: at + 1 }))
  return [...shown, '/dismiss and the number is done with one'].join('\n')
}

/** @param which a number of the list, or a whole id @throws USAGE, and what the node refuses */
export async function dismissReport(api: Api, room: string, which: string): Promise<string> {
  const ids = listed.get(api)?.get(room) ?? []
  const number = WHOLE.read(which)
  const id = number === null ? which : ids[number - 1]
  if (id === undefined || id === '')
    throw TerminalErrors.USAGE({
      problem: which === '' ? 'say which one' : `no report was listed as number ${String(number)}`,
      hint: '/reports lists them with their numbers',
    })
  await api.rooms.moderation.dismiss.mutate({ room, id })
  return 'dismissed'
}
