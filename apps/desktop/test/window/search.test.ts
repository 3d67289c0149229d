/** Finding what was said, in a real browser: by keyboard, in one room and in all, and on to the message. */
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seriousFindings } from '../setup/accessibility.ts'
import { openWindow } from '../setup/browser.ts'
import { focusedName, tabTo } from '../setup/keyboard.ts'
import type { NodeProcess } from '../setup/node-process.ts'
import { roomOfTwo } from '../setup/rooms.ts'
import { createTwoPeople, type TwoPeople } from '../setup/two-people.ts'

let people: TwoPeople
beforeAll(async () => {
  people = await createTwoPeople()
})
afterAll(async () => {
  await people[Symbol.asyncDispose]()
})

/** Until the node has so many messages with that word in its index. */
async function indexed(node: NodeProcess, words: string, many: number): Promise<void> {
  await waitFor(async () => (await node.api.rooms.past.search.query({ words })).hits.length === many)
}

test(
  'what was said is found in this room and in all, and Enter leads there',
  { timeout: 120_000 },
  async () => {
    const { alice, bob, browser } = people
    const harvest = await roomOfTwo(people, 'Harvest')
    const cellar = await roomOfTwo(people, 'Cellar')
    await harvest.say(bob, 'I can bring **twelve** crates')
    await cellar.say(bob, 'the crates are below the stairs')
    await cellar.say(alice, 'and the key is under them')
    await indexed(alice, 'crates', 2)
    await using window = await openWindow(browser, alice, { room: harvest.room, reducedMotion: 'reduce' })
    const { page, complaints } = window
    const keys = page.keyboard
    await page.locator('article', { hasText: 'crates' }).waitFor()
    await waitFor(async () => (await focusedName(page)) === 'Message to Harvest')

    await keys.press('Control+Shift+F')
    const sheet = page.getByRole('dialog', { name: 'Search' })
    const found = sheet.getByRole('list', { name: 'Found' }).getByRole('listitem')
    await waitFor(async () => (await focusedName(page)) === 'Words')
    await keys.type('crates')
    await sheet.getByText('1 message', { exact: true }).waitFor()
    expect(await found.textContent()).toContain('I can bring twelve crates')

    await tabTo(page, 'This room')
    await keys.press('ArrowRight')
    await sheet.getByText('2 messages, the newest first').waitFor()
    expect(await found.first().textContent()).toContain('in Cellar')

    await keys.press('Tab')
    await waitFor(async () => (await focusedName(page)).includes('below the stairs'))
    await keys.press('Enter')
    await sheet.waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: 'Cellar' }).waitFor()
    const message = page.locator('article', { hasText: 'below the stairs' })
    await waitFor(() => message.evaluate((one) => one === document.activeElement))

    await keys.press('Control+Shift+F')
    await waitFor(async () => (await focusedName(page)) === 'Words')
    await keys.type('quinces')
    await sheet.getByText('Nobody said that.').waitFor()
    // Once empties the field, and then it closes and gives the focus back.
    await keys.press('Escape')
    await sheet.getByText('Nobody said that.').waitFor({ state: 'detached' })
    await keys.press('Escape')
    await sheet.waitFor({ state: 'detached' })
    await waitFor(() => message.evaluate((one) => one === document.activeElement))
    expect(complaints).toEqual([])
  },
)

test(
  'a day leads to what was said then, however far back, and one click to the newest again',
  { timeout: 120_000 },
  async () => {
    const { alice, browser } = people
    const { id: room } = await alice.api.rooms.create.mutate({ name: 'Years', nickname: 'alice' })
    await alice.api.rooms.say.mutate({ room, text: 'the very first' })
    await Promise.all(
      Array.from({ length: 700 }, (_, n) => alice.api.rooms.say.mutate({ room, text: `message ${n}` })),
    )
    await alice.api.rooms.say.mutate({ room, text: 'the very last' })
    await using window = await openWindow(browser, alice, { room, reducedMotion: 'reduce' })
    const { page, complaints } = window
    const keys = page.keyboard
    const messages = page.locator('article')
    await messages.filter({ hasText: 'the very last' }).waitFor()
    await page.getByRole('button', { name: 'More for this room' }).click()
    await page.getByRole('menuitem', { name: 'Go to a day…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Go to a day' })
    await waitFor(async () => (await focusedName(page)) === 'Day')
    expect(await seriousFindings(page)).toEqual([])
    // All of it was said today, so today begins with the first.
    const today = await page.evaluate(() => {
      const now = new Date()
      const two = (number: number) => String(number).padStart(2, '0')
      return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
    })
    await dialog.getByLabel('Day').fill(today)
    await keys.press('Enter')
    const first = messages.filter({ hasText: 'the very first' })
    await waitFor(() => first.evaluate((one) => one === document.activeElement))
    // Those between are not loaded for that.
    await messages.filter({ hasText: 'the very last' }).waitFor({ state: 'detached' })
    expect(await messages.count()).toBeLessThan(100)
    await page.getByRole('button', { name: 'Load newer messages' }).click()
    await waitFor(async () => (await messages.count()) >= 75)

    await page.getByRole('button', { name: 'Newest' }).click()
    const last = messages.filter({ hasText: 'the very last' })
    await waitFor(() => last.evaluate((one) => one.getBoundingClientRect().bottom <= innerHeight))
    expect(await first.count()).toBe(0)

    // What one says there leads back too, and is not lost in between.
    await keys.press('Control+Shift+F')
    const sheet = page.getByRole('dialog', { name: 'Search' })
    await sheet.getByRole('button', { name: 'The beginning' }).click()
    await waitFor(() => first.evaluate((one) => one === document.activeElement))
    await page.getByRole('textbox', { name: 'Message to Years' }).fill('and now')
    await keys.press('Enter')
    await messages.filter({ hasText: 'and now' }).waitFor()
    await last.waitFor()
    expect(complaints).toEqual([])
  },
)

test.each(['light', 'dark'] as const)('axe finds nothing serious in a search, %s', async (theme) => {
  const { alice, bob, browser } = people
  const { room, say } = await roomOfTwo(people, `Search ${theme}`)
  await say(bob, `walnuts in ${theme}`)
  await waitFor(
    async () => (await alice.api.rooms.past.search.query({ words: 'walnuts', room })).hits.length === 1,
  )
  await using window = await openWindow(browser, alice, { room, colorScheme: theme, reducedMotion: 'reduce' })
  const { page } = window
  await page.getByRole('button', { name: 'Search messages' }).click()
  const sheet = page.getByRole('dialog', { name: 'Search' })
  await page.getByRole('searchbox', { name: 'Words' }).fill('walnuts')
  await sheet.getByRole('listitem').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('searchbox', { name: 'Words' }).fill('quinces')
  await sheet.getByText('Nobody said that.').waitFor()
  expect(await seriousFindings(page)).toEqual([])
})
