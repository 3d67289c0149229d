/** Where the focus goes when what had it goes away, in a real browser and by keyboard alone. */
import { waitFor } from '@comice/testkit'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seriousFindings } from '../setup/accessibility.ts'
import { openWindow } from '../setup/browser.ts'
import { focusedName, tabTo } from '../setup/keyboard.ts'
import { roomOfTwo, type SharedRoom } from '../setup/rooms.ts'
import { createTwoPeople, type TwoPeople } from '../setup/two-people.ts'

let people: TwoPeople
let orchard: SharedRoom
beforeAll(async () => {
  people = await createTwoPeople()
  orchard = await roomOfTwo(people, 'Orchard', 3)
}, 120_000)
afterAll(async () => {
  await people[Symbol.asyncDispose]()
})

/** Opens the menu of that name, which is focused or can be, and takes what begins so. */
async function choose(page: Page, menu: string, choice: string): Promise<void> {
  await page.getByRole('button', { name: menu }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: choice }).waitFor()
  await page.keyboard.type(choice)
  await waitFor(async () => (await focusedName(page)).startsWith(choice))
  await page.keyboard.press('Enter')
}

function untilFocused(page: Page, name: string): Promise<unknown> {
  return waitFor(async () => {
    const focused = await focusedName(page)
    if (focused === name) return true
    throw new Error(`“${focused}” is focused`)
  })
}

test('a question gives the focus back, so that another Escape closes the sheet that it was in', async () => {
  const { alice, browser } = people
  await using window = await openWindow(browser, alice, { room: orchard.room, reducedMotion: 'reduce' })
  const { page, complaints } = window
  await page.getByRole('button', { name: 'Members: 2' }).focus()
  await page.keyboard.press('Enter')
  const members = page.getByRole('dialog', { name: 'Members' })
  await choose(page, 'More for bob', 'Mute')
  await untilFocused(page, 'Cancel')
  await page.keyboard.press('Escape')
  await page.getByRole('group', { name: 'Mute bob' }).waitFor({ state: 'detached' })
  await untilFocused(page, 'More for bob')
  await tabTo(page, 'Leave the room…')
  await page.keyboard.press('Enter')
  await untilFocused(page, 'Cancel')
  await page.keyboard.press('Enter')
  await untilFocused(page, 'Leave the room…')
  await choose(page, 'More for bob', 'Your name for them')
  const naming = page.getByRole('group', { name: 'Your name for bob' }).getByRole('textbox')
  await waitFor(() => naming.evaluate((field) => field === document.activeElement))
  await page.keyboard.press('Escape')
  await untilFocused(page, 'More for bob')
  await page.keyboard.press('Escape')
  await members.waitFor({ state: 'detached' })
  await untilFocused(page, 'Members: 2')
  expect(complaints).toEqual([])
}, 120_000)

test('a report begins with its reason, above the way to the newest, and once it is dismissed keys still reach the sheet', async () => {
  const { alice, bob, browser } = people
  const said = await orchard.say(bob, 'buy my pears')
  const after = Array.from({ length: 12 }, (_, at) => orchard.say(bob, `tree ${at}`))
  await Promise.all(after)
  await using window = await openWindow(browser, alice, {
    ...{ room: orchard.room, reducedMotion: 'reduce' },
    viewport: { width: 360, height: 640 },
  })
  const { page, complaints } = window
  const message = page.locator(`[data-id="${said.id}"]`)
  await message.focus()
  await tabTo(page, 'More for this message')
  await choose(page, 'More for this message', 'Report')
  await untilFocused(page, 'Why')
  // The room goes on below it: nothing lies over what sends it.
  const form = page.getByRole('group', { name: 'Report what bob said' })
  const send = form.getByRole('button', { name: 'Report' })
  await page.getByRole('button', { name: 'Newest' }).waitFor()
  await page.keyboard.type('an advertisement')
  await send.click({ timeout: 10_000 })
  await form.waitFor({ state: 'detached' })
  await waitFor(() => message.evaluate((article) => article.contains(document.activeElement)))

  await page.getByRole('button', { name: 'Members: 2' }).focus()
  await page.keyboard.press('Enter')
  await tabTo(page, 'Dismiss the report of alice')
  await page.keyboard.press('Enter')
  await page.getByRole('region', { name: 'Reports' }).waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
}, 120_000)

test('code that is wider than its message can be scrolled by keys', async () => {
  const { bob, alice, browser } = people
  const code = `const kilos = ${Array.from({ length: 40 }, (_, at) => `tree${at}`).join(' + ')}`
  await orchard.say(bob, `\`\`\`ts\n${code}\n\`\`\``)
  await using window = await openWindow(browser, alice, { room: orchard.room, reducedMotion: 'reduce' })
  const { page } = window
  const block = page.getByRole('region', { name: 'Code' })
  await block.waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await block.focus()
  await page.keyboard.press('ArrowRight')
  await waitFor(() => block.evaluate((element) => element.scrollLeft > 0))
}, 120_000)
