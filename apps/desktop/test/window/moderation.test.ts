/** Who is not heard and what was reported, in a real browser and by keyboard alone. */
import path from 'node:path'
import { waitFor } from '@comice/testkit'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seriousFindings } from '../setup/accessibility.ts'
import { openWindow } from '../setup/browser.ts'
import { focusedName, tabTo } from '../setup/keyboard.ts'
import { startNode } from '../setup/node-process.ts'
import { roomOfTwo } from '../setup/rooms.ts'
import { createTwoPeople, type TwoPeople } from '../setup/two-people.ts'

let people: TwoPeople
beforeAll(async () => {
  people = await createTwoPeople()
})
afterAll(async () => {
  await people[Symbol.asyncDispose]()
})

/** Opens the menu that is focused, and takes what begins so. */
async function choose(page: Page, choice: string): Promise<void> {
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: choice }).waitFor()
  await page.keyboard.type(choice)
  await waitFor(async () => (await focusedName(page)).startsWith(choice))
  await page.keyboard.press('Enter')
}

test(
  'a moderator mutes a member, who is told so, and lets them speak again',
  { timeout: 180_000 },
  async () => {
    const { alice, bob, browser } = people
    const { room, say } = await roomOfTwo(people, 'Quiet', 3)
    await say(bob, 'hello')
    await using hers = await openWindow(browser, alice, { room, reducedMotion: 'reduce' })
    await using his = await openWindow(browser, bob, { room, reducedMotion: 'reduce' })
    const { page } = hers
    const keys = page.keyboard
    const mutedBob = async () =>
      (await bob.api.rooms.members.query({ room })).find(({ mine }) => mine)?.muted ?? null
    await page.getByRole('button', { name: 'Members: 2' }).focus()
    await keys.press('Enter')
    await page.getByRole('dialog', { name: 'Members' }).waitFor()
    await tabTo(page, 'More for bob')
    await choose(page, 'Mute')
    const mute = page.getByRole('group', { name: 'Mute bob' })
    await mute.getByText('Until it is taken back').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await tabTo(page, 'Mute')
    await keys.press('Enter')
    await page.getByText('muted until').waitFor()
    await waitFor(async () => (await mutedBob()) !== null, { timeoutMs: 30_000 })
    await his.page.getByText('You are muted').waitFor()
    expect(await seriousFindings(his.page)).toEqual([])

    await tabTo(page, 'More for bob')
    await choose(page, 'Let them speak')
    await page.getByRole('group', { name: 'Let bob speak' }).waitFor()
    await tabTo(page, 'Let them speak')
    await keys.press('Enter')
    await page.getByText('muted until').waitFor({ state: 'detached' })
    await waitFor(async () => (await mutedBob()) === null, { timeoutMs: 30_000 })
    await his.page.getByText('You are muted').waitFor({ state: 'detached' })
    expect([hers.complaints, his.complaints]).toEqual([[], []])
  },
)

test(
  'a member reports a message from its menu, and who moderates reads why and is done with it',
  { timeout: 180_000 },
  async () => {
    const { alice, bob, browser } = people
    const { room } = await roomOfTwo(people, 'Reports', 3)
    // Who wrote it is not told.
    await using carol = await startNode('carol', path.join(people.dir.path, 'carol'), people)
    const { text: invite } = await alice.api.rooms.invite.mutate({ room })
    await carol.api.rooms.join.mutate({ invite, nickname: 'carol', timeoutMs: 50_000 })
    const said = await carol.api.rooms.say.mutate({ room, text: 'buy my pears' })
    await using his = await openWindow(browser, bob, { room, reducedMotion: 'reduce' })
    const { page } = his
    await page.getByText('buy my pears', { exact: true }).first().waitFor()
    await page.locator(`[data-id="${said.id}"]`).focus()
    await tabTo(page, 'More for this message')
    await choose(page, 'Report')
    const form = page.getByRole('group', { name: 'Report what carol said' })
    await form.waitFor()
    await tabTo(page, 'Why')
    await page.keyboard.type('it is an advertisement, really')
    expect(await seriousFindings(page)).toEqual([])
    await tabTo(page, 'Report')
    await page.keyboard.press('Enter')
    await form.waitFor({ state: 'detached' })

    await using hers = await openWindow(browser, alice, { room, reducedMotion: 'reduce' })
    await hers.page.getByRole('button', { name: 'Members: 3' }).focus()
    await hers.page.keyboard.press('Enter')
    const reports = hers.page.getByRole('region', { name: 'Reports' })
    await reports.getByText('it is an advertisement, really').waitFor()
    expect(await reports.textContent()).toContain('buy my pears')
    expect(await seriousFindings(hers.page)).toEqual([])
    await tabTo(hers.page, 'Dismiss the report of bob')
    await hers.page.keyboard.press('Enter')
    await reports.waitFor({ state: 'detached' })
    expect(await alice.api.rooms.moderation.reports.query({ room })).toEqual([])
    expect([hers.complaints, his.complaints]).toEqual([[], []])
  },
)
