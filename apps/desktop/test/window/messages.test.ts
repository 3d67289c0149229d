/** What is done to messages, in a real browser, with nodes that are processes of their own. */
import { waitFor } from '@comice/testkit'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seriousFindings } from '../setup/accessibility.ts'
import { openWindow } from '../setup/browser.ts'
import { focusedName } from '../setup/keyboard.ts'
import { roomOfTwo, type SharedRoom } from '../setup/rooms.ts'
import { createTwoPeople, type TwoPeople } from '../setup/two-people.ts'

let people: TwoPeople
beforeAll(async () => {
  people = await createTwoPeople()
})
afterAll(async () => {
  await people[Symbol.asyncDispose]()
})

/** The message with that text. */
const article = (page: Page, text: string) => page.locator('article', { hasText: text })

test(
  'answer, change, react, pin and delete need a keyboard and nothing else',
  { timeout: 180_000 },
  async () => {
    const { alice, bob, browser } = people
    const { room, say }: SharedRoom = await roomOfTwo(people, 'Keys')
    const asked = await say(bob, 'How many **trees** this year?')
    await using window = await openWindow(browser, alice, { room })
    const { page, complaints } = window
    const keys = page.keyboard
    const composer = page.getByRole('textbox', { name: 'Message to Keys' })
    await waitFor(async () => (await focusedName(page)) === 'Message to Keys')

    await article(page, 'How many').waitFor()

    // Shift+Tab leads from the field to the newest message; a letter answers it.
    await keys.press('Shift+Tab')
    await waitFor(() => article(page, 'How many').evaluate((one) => one === document.activeElement))
    await keys.press('r')
    await page.getByRole('button', { name: 'Do not answer' }).waitFor()
    await waitFor(async () => (await focusedName(page)) === 'Message to Keys')
    await keys.type('Seven, @bo')
    await page.getByRole('option', { name: /bob/u }).waitFor()
    expect(await composer.getAttribute('aria-activedescendant')).not.toBe(null)
    await keys.press('Enter')
    await waitFor(async () => (await composer.inputValue()) === 'Seven, @bob ')
    await keys.type('and one in the cellar')
    await keys.press('Enter')
    const text = 'Seven, @bob and one in the cellar'
    await article(page, text).waitFor()
    await waitFor(async () => {
      const { messages } = await bob.api.rooms.history.query({ room })
      const [last] = messages.slice(-1)
      return last?.text === text && last.replyTo?.id === asked.id && last.mentions.length === 1
    })

    // ↑ in an empty field changes what one said last; Escape leaves it as it was.
    await keys.press('ArrowUp')
    await page.getByText('Change what you said').waitFor()
    await keys.press('Escape')
    await waitFor(async () => (await composer.inputValue()) === '')
    await keys.press('ArrowUp')
    await waitFor(async () => (await composer.inputValue()) === text)
    await keys.press('End')
    await keys.type('!')
    await keys.press('Enter')
    await article(page, `${text}!`).getByText('edited', { exact: true }).waitFor()
    await waitFor(async () => (await composer.inputValue()) === '')

    // What it answers is quoted without signs, and leads there.
    const quote = article(page, `${text}!`).getByRole('button', { name: /^In answer to/u })
    expect(await quote.textContent()).toContain('How many trees this year?')
    await quote.focus()
    await keys.press('Enter')
    await waitFor(() =>
      article(page, 'How many')
        .first()
        .evaluate((one) => one === document.activeElement),
    )

    await keys.press('Tab')
    await waitFor(async () => (await focusedName(page)) === 'React')
    await keys.press('Enter')
    await page.getByRole('option', { name: '👍' }).waitFor()
    await waitFor(async () => (await focusedName(page)) === '👍')
    await keys.press('ArrowRight')
    await keys.press('Enter')
    const reaction = page.getByRole('button', { name: '❤️ 1, by you' })
    await reaction.waitFor()
    await waitFor(async () => {
      const { messages } = await bob.api.rooms.history.query({ room })
      return messages[0]?.reactions[0]?.emoji === '❤️'
    })
    expect(await reaction.getAttribute('aria-pressed')).toBe('true')
    await reaction.focus()
    await keys.press('Enter')
    await reaction.waitFor({ state: 'detached' })

    await article(page, 'How many').first().focus()
    await keys.press('p')
    await article(page, 'How many').first().getByText('pinned', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Pinned messages' }).focus()
    await keys.press('Enter')
    const sheet = page.getByRole('dialog', { name: 'Pinned' })
    await sheet.getByText('How many trees').waitFor()
    await keys.press('Escape')
    await sheet.waitFor({ state: 'detached' })

    // A deletion waits for second thoughts.
    await article(page, `${text}!`).focus()
    await keys.press('Delete')
    await page.getByRole('button', { name: 'Undo' }).focus()
    await keys.press('Enter')
    await page.getByText('Deleting for everybody').waitFor({ state: 'detached' })
    await article(page, `${text}!`).focus()
    await keys.press('Delete')
    await page.getByText('This message was deleted.').waitFor()
    await waitFor(async () => {
      const { messages } = await bob.api.rooms.history.query({ room })
      return messages.at(-1)?.deletedBy != null
    })
    expect(complaints).toEqual([])
  },
)

test('a @ that no key wrote offers people too, and nothing reaches over a narrow window', async () => {
  const { alice, bob, browser } = people
  const { id: room } = await alice.api.rooms.create.mutate({ name: 'Long', nickname: 'alice', format: 2 })
  const { text: invite } = await alice.api.rooms.invite.mutate({ room, maxUses: 0 })
  const long = 'Bartholomäus-Maximilian-Balthasar-Ferdinand'
  await bob.api.rooms.join.mutate({ invite, nickname: long, timeoutMs: 50_000 })
  const said = await bob.api.rooms.say.mutate({ room, text: 'y7k3'.repeat(20) })
  await waitFor(async () => (await alice.api.rooms.history.query({ room })).messages.length === 1)
  await alice.api.rooms.say.mutate({ room, text: 'so it is', replyTo: { id: said.id, seq: said.seq } })
  const viewport = { width: 360, height: 780 }
  await using window = await openWindow(browser, alice, { room, viewport })
  const { page, complaints } = window
  const quote = page.getByRole('button', { name: /^In answer to/u })
  await waitFor(async () => (await quote.textContent())?.includes(long) === true)
  await page.getByRole('textbox').fill('Can @')
  const option = page.getByRole('option', { name: long })
  await option.waitFor()
  for (const part of [quote, quote.locator('bdi').last(), option]) {
    const { left, right } = await part.evaluate((one) => one.getBoundingClientRect().toJSON() as DOMRect)
    expect([left >= 0, right <= viewport.width]).toEqual([true, true])
  }
  expect(complaints).toEqual([])
})

test('the hostile part of Markdown is text, and a link says where it leads before it does', async () => {
  const { alice, bob, browser } = people
  const { room, say } = await roomOfTwo(people, 'Links')
  await say(
    alice,
    '[your bank](https://xn--bnk-rma.example/login) [x](javascript:alert(1)) <img src=x onerror=alert(1)> ![i](https://a.example/p.png)',
  )
  await using window = await openWindow(browser, bob, { room })
  const { page, complaints } = window
  const message = page.locator('[data-message]')
  await message.waitFor()
  expect(await message.locator(':is(a, img, script)').count()).toBe(0)
  expect(await message.textContent()).toContain('<img src=x onerror=alert(1)>')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.getByRole('button', { name: 'your bank' }).click()
  const dialog = page.getByRole('dialog', { name: 'Open this link?' })
  expect(await dialog.textContent()).toContain('xn--bnk-rma.example')
  const link = dialog.getByRole('link', { name: 'Open link' })
  expect(await link.getAttribute('href')).toBe('https://xn--bnk-rma.example/login')
  expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(asked).toEqual([])
  expect(complaints).toEqual([])
})

test(
  'a message far above that somebody answers is fetched when one goes there',
  { timeout: 120_000 },
  async () => {
    const { alice, browser } = people
    const { id: room } = await alice.api.rooms.create.mutate({ name: 'Far', nickname: 'alice', format: 2 })
    const first = await alice.api.rooms.say.mutate({ room, text: 'the very first' })
    await Promise.all(
      Array.from({ length: 130 }, (_, n) => alice.api.rooms.say.mutate({ room, text: `message ${n}` })),
    )
    await alice.api.rooms.say.mutate({
      room,
      text: 'about that',
      replyTo: { id: first.id, seq: first.seq },
    })
    await using window = await openWindow(browser, alice, { room })
    const { page, complaints } = window
    const quote = page.getByRole('button', { name: /^In answer to/u })
    await waitFor(async () => (await quote.textContent())?.includes('the very first') === true)
    await quote.click()
    const target = page.locator('article', { hasText: 'the very first' }).first()
    await waitFor(() => target.evaluate((one) => one === document.activeElement))
    await waitFor(() =>
      target.evaluate((one) => {
        const { top, bottom } = one.getBoundingClientRect()
        return top >= 0 && bottom <= innerHeight
      }),
    )
    // What happens to it now is seen, though the node sends the newest page alone.
    await alice.api.rooms.messages.react.mutate({ room, id: first.id, emojis: ['🍐'] })
    await page.getByRole('button', { name: '🍐 1, by you' }).waitFor()
    expect(complaints).toEqual([])
  },
)

test.each(['light', 'dark'] as const)('axe finds nothing serious in what can be done, %s', async (theme) => {
  const { alice, bob, browser } = people
  const { room, say } = await roomOfTwo(people, `Axe ${theme}`)
  const plan = await say(alice, '**b** `c` [l](https://a.example)\n\n> quote\n\n```\ncode\n```\n\n- list')
  const late = await say(bob, '@alice it is', { replyTo: { id: plan.id, seq: plan.seq } })
  await bob.api.rooms.messages.edit.mutate({ room, id: late.id, text: '@alice it was' })
  await alice.api.rooms.messages.react.mutate({ room, id: late.id, emojis: ['👍'] })
  await alice.api.rooms.messages.pin.mutate({ room, id: plan.id, seq: plan.seq })
  await using window = await openWindow(browser, alice, { room, colorScheme: theme, reducedMotion: 'reduce' })
  const { page } = window
  await page.getByRole('button', { name: '👍 1, by you' }).waitFor()
  const found: Record<string, string[]> = {}
  const look = async (screen: string) => {
    found[screen] = await seriousFindings(page)
  }
  await look('messages')
  await article(page, 'it was').focus()
  await page.getByRole('toolbar', { name: 'Message' }).waitFor()
  await look('tools')
  await page.getByRole('button', { name: 'React' }).click()
  await page.getByRole('option').first().waitFor()
  await look('emojis')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await article(page, 'it was').focus()
  await page.keyboard.press('r')
  await page.getByRole('button', { name: 'Do not answer' }).waitFor()
  await waitFor(async () => (await focusedName(page)).startsWith('Message to'))
  await page.keyboard.type('@')
  await page.getByRole('option').first().waitFor()
  await look('a reply and a mention')
  await page.getByRole('textbox').fill('')
  await article(page, 'it was').focus()
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: 'Undo' }).waitFor()
  await look('a deletion')
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Pinned messages' }).click()
  await page.getByRole('dialog').getByRole('listitem').waitFor()
  await look('pins')
  expect(Object.entries(found).filter(([, findings]) => findings.length > 0)).toEqual([])
})
