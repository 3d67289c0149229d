import { isEqualBytes } from '@comice/protocol'
import { MAX_MEMBER_REPORTS, MAX_REPORT_BOX_BYTES, MAX_ROOM_REPORTS } from '../constants.ts'
import { mayDo } from '../role/role.ts'
import { authored } from './operation-rule.ts'

/**
 * Somebody tells those who moderate about a message. What it is about is sealed, to whom the author chose, so that nothing of
 * it can be looked at here; its size is, and how many are open. Who is muted may report.
 */
export const reportRule = authored<'report'>({
  async authorise({ sealed, body }, { view, author }) {
    if (!mayDo(author.person.role, 'report a message') || sealed.length === 0) return false
    if (body.box.byteLength > MAX_REPORT_BOX_BYTES || view.counters.reports >= MAX_ROOM_REPORTS) return false
    return (await view.share(author.person.identityKey)).reports < MAX_MEMBER_REPORTS
  },

  apply: ({ claimedAt, sealed, body }, { view, author, writerKey, index }) =>
    view.addReport({
      id: { writerKey, index },
      identityKey: author.person.identityKey,
      claimedAt,
      sealed,
      body,
    }),
})

/**
 * Done with, as a moderator says who could open it: else somebody who was reported, and left out of it for that, would dismiss
 * it unread. Owners dismiss any, since devices that could open one go; and everybody the own.
 */
export const dismissRule = authored<'dismiss'>({
  async authorise({ target }, { view, author }) {
    const { role, identityKey } = author.person
    const report = await view.report(target)
    if (report === null) return false
    if (role === 'owner' || isEqualBytes(report.identityKey, identityKey)) return true
    const isFor = report.sealed.some(({ deviceKey }) => isEqualBytes(deviceKey, author.deviceKey))
    return isFor && mayDo(role, 'look at reports')
  },

  async apply({ target }, { view }) {
    const report = await view.report(target)
    if (report !== null) await view.deleteReport(report)
  },
})
