/** A thread beside the conversation, in a real browser: by keyboard, as it grows, and on to a message of it. */
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seriousFindings } from '../setup/accessibility.ts'
import { openWindow } from '../setup/browser.ts'
import { focusedName, tabTo } from '../setup/keyboard.ts'
import { roomOfTwo } from '../setup/rooms.ts'
import { createTwoPeople, type TwoPeople } from '../setup/two-people.ts'

let people: TwoPeople
beforeAll(async () => {
  people = await createTwoPeople()
})
afterAll(async () => {
  await people[Symbol.asyncDispose]()
})

test.each(['light', 'dark'] as const)(
  'a thread opens from any message of it, grows, and leads to each, %s',
  { timeout: 120_000 },
  async (theme) => {
    const { alice, bob, browser } = people
    const { room, say } = await roomOfTwo(people, `Thread ${theme}`)
    const root = await say(alice, 'How many trees this year?')
    const answer = await say(bob, 'seven of them', { replyTo: { id: root.id, seq: root.seq } })
    await say(bob, 'this is about something else')
    await using window = await openWindow(browser, alice, {
      ...{ room, colorScheme: theme, reducedMotion: 'reduce' },
    })
    const { page, complaints } = window
    const keys = page.keyboard
    const article = (text: string) => page.locator('article', { has: page.getByText(text, { exact: true }) })
    await article('this is about something else').waitFor()

    // From the answer, by its menu.
    await page.locator(`[data-id="${answer.id}"]`).focus()
    await tabTo(page, 'More for this message')
    await keys.press('Enter')
    await page.getByRole('menuitem', { name: 'Show the thread' }).waitFor()
    await keys.type('Show')
    await waitFor(async () => (await focusedName(page)) === 'Show the thread')
    await keys.press('Enter')
    const sheet = page.getByRole('dialog', { name: 'Thread' })
    const answers = sheet.getByRole('list', { name: 'Answers' }).getByRole('listitem')
    await sheet.getByText('1 answer', { exact: true }).waitFor()
    expect(await sheet.getByRole('list', { name: 'Thread' }).textContent()).toContain('How many trees')
    expect(await answers.textContent()).toContain('seven of them')
    expect(await sheet.textContent()).not.toContain('something else')

    // It grows while one looks at it, by an answer to an answer too.
    await say(bob, 'and one that fell', { replyTo: { id: answer.id, seq: answer.seq } })
    await sheet.getByText('2 answers', { exact: true }).waitFor()
    expect(await seriousFindings(page)).toEqual([])

    await tabTo(page, 'Close')
    await keys.press('Tab')
    await waitFor(async () => (await focusedName(page)).startsWith('You'))
    await keys.press('Enter')
    await sheet.waitFor({ state: 'detached' })
    const first = page.locator(`[data-id="${root.id}"]`)
    await waitFor(() => first.evaluate((one) => one === document.activeElement))

    await tabTo(page, 'More for this message')
    await keys.press('Enter')
    await page.getByRole('menuitem', { name: 'Show the thread' }).click()
    await sheet.getByText('2 answers', { exact: true }).waitFor()
    await keys.press('Escape')
    await sheet.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  },
)
