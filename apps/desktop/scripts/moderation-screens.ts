/** What the pictures of moderation show: a report, a muted member and what they said, and the questions about them. */
import { waitFor } from '@comice/testkit'
import type { Page } from 'playwright-core'
import type { NodeProcess } from '../test/setup/node-process.ts'
import { press } from './app-steps.ts'
import type { RoomScreen } from './room-screens.ts'

/** A room of the third format: bob, whose name is written from right to left, was reported, and is muted since. */
export async function prepareModeration(alice: NodeProcess, bob: NodeProcess): Promise<string> {
  const { id: room } = await alice.api.rooms.create.mutate({
    ...{ name: 'Orchard council', nickname: 'alice', format: 3 },
  })
  const { text: invite } = await alice.api.rooms.invite.mutate({ room, maxUses: 0 })
  await bob.api.rooms.join.mutate({ invite, nickname: 'כרמל בת־ציון', timeoutMs: 60_000 })
  const { id, seq } = await bob.api.rooms.say.mutate({ room, text: 'Buy my pears, only today!' })
  await waitFor(async () => (await alice.api.rooms.history.query({ room })).messages.length === 1)
  await alice.api.rooms.moderation.report.mutate({
    ...{ room, id, seq, reason: 'It is an advertisement, the third one this week.' },
  })
  const members = await alice.api.rooms.members.query({ room })
  const member = members.find(({ mine }) => !mine)?.id ?? ''
  await alice.api.rooms.moderation.mute.mutate({ room, member, forMs: 24 * 3_600_000 })
  return room
}

export const moderationScreens: readonly RoomScreen[] = [
  {
    name: 'moderation-report',
    arrange: async (page) => {
      await page.locator('article', { hasText: 'Buy my pears' }).focus()
      await press(page, 'More for this message')
      await page.getByRole('menuitem', { name: 'Report' }).click()
      await page.getByRole('group', { name: /^Report/u }).waitFor()
    },
  },
  {
    name: 'moderation-reports',
    arrange: async (page) => {
      await openMembers(page)
      await page.getByRole('region', { name: 'Reports' }).waitFor()
    },
  },
  { name: 'moderation-speak', arrange: (page) => ask(page, 'Let them speak') },
  { name: 'moderation-ban', arrange: (page) => ask(page, 'Ban') },
  {
    name: 'moderation-day',
    arrange: async (page) => {
      await press(page, 'More for this room')
      await page.getByRole('menuitem', { name: 'Go to a day' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
]

async function openMembers(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Members/u }).click()
  await page.getByText('muted until').waitFor()
}

async function ask(page: Page, choice: string): Promise<void> {
  await openMembers(page)
  await page.getByRole('button', { name: /^More for כ/u }).click()
  await page.getByRole('menuitem', { name: choice }).click()
  await page.getByRole('group', { name: choice === 'Ban' ? /^Ban/u : /^Let/u }).waitFor()
}
