/** What holds of a room's view, whatever was written into it. */
import { expect } from 'vitest'
import { MAX_EPOCH_SEALS, MAX_MEMBER_REPORTS, MAX_ROOM_REPORTS } from '../../src/constants.ts'
import type { ViewReader } from '../../src/view/room-view.ts'

export async function assertSound(view: ViewReader): Promise<void> {
  const state = await view.state()
  const gone = new Set(
    (await view.departures()).map(({ identityKey }) => Buffer.from(identityKey).toString('hex')),
  )
  const present = (await view.people()).filter(
    ({ identityKey }) => !gone.has(Buffer.from(identityKey).toString('hex')),
  )
  expect(state.people).toBe(present.length)
  expect(state.pending).toBe((await view.allPending()).length)
  let waiting = 0
  for (const { identityKey } of await view.people()) waiting += (await view.share(identityKey)).pending
  expect(state.pending).toBe(waiting)
  expect(state.mutes).toBe((await view.mutes()).length)
  const reports = await view.openReports()
  expect(state.reports).toBe(reports.length)
  expect(state.reports).toBeLessThanOrEqual(MAX_ROOM_REPORTS)
  for (const { identityKey } of await view.people()) {
    const theirs = reports.filter((report) => Buffer.from(report.identityKey).equals(identityKey))
    expect((await view.share(identityKey)).reports).toBe(theirs.length)
    expect(theirs.length).toBeLessThanOrEqual(MAX_MEMBER_REPORTS)
  }
  expect(state.pins).toBe((await view.pins()).length)
  expect(state.invites).toBe((await view.invites()).length)
  expect(state.epochs).toBe((await view.epochs()).length)
  if (present.length > 0) expect(present.map(({ role }) => role)).toContain('owner')
  for (const invite of await view.invites()) {
    if (invite.maxUses !== 0) expect(invite.uses).toBeLessThanOrEqual(invite.maxUses)
    const maker = present.find(({ identityKey }) => Buffer.from(identityKey).equals(invite.createdBy))
    if (maker === undefined) expect(invite.revoked).toBe(true)
  }
  const current = await view.currentEpoch()
  expect(current?.seals ?? 0).toBeLessThanOrEqual(MAX_EPOCH_SEALS)
  if (current === null || current.isStale) return
  // Nobody who is not in has the key of an epoch that is good to seal under.
  const devices = (await view.devices()).filter(
    ({ owner }) => !gone.has(Buffer.from(owner.identityKey).toString('hex')),
  )
  const keys = new Set(devices.map(({ owner }) => Buffer.from(owner.deviceKey).toString('hex')))
  for (const { deviceKey } of await view.sealsOf(current.number)) {
    expect(keys.has(Buffer.from(deviceKey).toString('hex'))).toBe(true)
  }
}
