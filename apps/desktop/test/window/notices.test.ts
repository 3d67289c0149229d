/** Notices on the desktop, in a real browser that keeps what it was given. */
import { waitFor } from '@comice/testkit'
import type { Page } from 'playwright-core'
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

interface Kept {
  notices: { title: string; body: string; press: () => void }[]
}

/** The browser's own notices, each kept as it is made. Call it before the window is opened: a reload keeps it. */
async function keepNotices(page: Page): Promise<void> {
  await page.evaluate(() => {
    const kept = globalThis as unknown as Kept
    kept.notices = []
    const Original = globalThis.Notification
    globalThis.Notification = class extends Original {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options)
        const press = () => this.dispatchEvent(new Event('click'))
        kept.notices.push({ title, body: options?.body ?? '', press })
      }
    }
  })
}

function bodies(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as Kept).notices.map(({ body }) => body))
}

test(
  'mentions are told of once one has said so, without their text unless one wants it, and never of muted rooms',
  { timeout: 180_000 },
  async () => {
    const { alice, bob, browser } = people
    const harvest = await roomOfTwo(people, 'Harvest')
    const cellar = await roomOfTwo(people, 'Cellar')
    const { identity } = await alice.api.id.show.query()
    await using window = await openWindow(browser, alice, { room: cellar.room, reducedMotion: 'reduce' })
    const { page, complaints } = window
    await keepNotices(page)
    await waitFor(async () => (await focusedName(page)) === 'Message to Cellar')
    const mention = (room: typeof harvest, text: string) => room.say(bob, text, { mentions: [identity] })
    const unread = page.getByText('unread, some mention you')

    // Nobody has asked for it yet.
    await mention(harvest, '@alice nobody hears this')
    await unread.waitFor()
    expect(await bodies(page)).toEqual([])
    expect(await page.title()).toMatch(/^\(1\) /u)

    await page.context().grantPermissions(['notifications'])
    await page.getByRole('button', { name: 'You', exact: true }).press('Enter')
    const sheet = page.getByRole('dialog', { name: 'You' })
    await sheet.getByRole('radiogroup', { name: 'Notifications on the desktop' }).waitFor()
    await tabTo(page, 'Off')
    await page.keyboard.press('ArrowRight')
    await waitFor(() => sheet.getByRole('radio', { name: 'Names only' }).isChecked())
    expect(await seriousFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })

    await mention(harvest, '@alice the key is below the mat')
    await waitFor(async () => (await bodies(page)).length === 1)
    expect(await bodies(page)).toEqual(['bob mentions you'])

    await alice.api.rooms.notices.choose.mutate({ window: 'texts' })
    await page.getByRole('button', { name: 'You', exact: true }).press('Enter')
    await waitFor(() => sheet.getByRole('radio', { name: 'With text' }).isChecked())
    await page.keyboard.press('Escape')
    await mention(harvest, '@alice **seven** crates')
    await waitFor(async () => (await bodies(page)).length === 2)
    expect((await bodies(page)).at(-1)).toBe('bob: @alice seven crates')

    // Neither of a muted room, nor of the one that is looked at, nor of what mentions nobody.
    await alice.api.rooms.choose.mutate({ room: harvest.room, muted: true })
    await mention(harvest, '@alice muted')
    await mention(cellar, '@alice looked at')
    await page.locator('article', { hasText: 'looked at' }).waitFor()
    await alice.api.rooms.choose.mutate({ room: harvest.room, muted: false })
    await harvest.say(bob, 'for nobody')
    await mention(harvest, '@alice the last one')
    await waitFor(async () => (await bodies(page)).includes('bob: @alice the last one'))
    expect(await bodies(page)).toHaveLength(3)

    // It leads to its room.
    await page.evaluate(() => (globalThis as unknown as Kept).notices.at(-1)?.press())
    await page.getByRole('heading', { name: 'Harvest' }).waitFor()
    expect(complaints).toEqual([])
  },
)

test(
  'where the browser has not been asked since the node started, a press asks',
  { timeout: 60_000 },
  async () => {
    const { bob, browser } = people
    await bob.api.rooms.create.mutate({ name: 'Shed', nickname: 'bob' })
    await bob.api.rooms.notices.choose.mutate({ window: 'names' })
    await using window = await openWindow(browser, bob)
    const { page, complaints } = window
    const devtools = await page.context().newCDPSession(page)
    const permit = (setting: 'prompt' | 'granted') =>
      devtools.send('Browser.setPermission', { permission: { name: 'notifications' }, setting })
    await permit('prompt')
    const note = page.getByText('Notifications wait for your yes.')
    await note.waitFor()
    expect(await seriousFindings(page)).toEqual([])
    // As if the user had said yes to the browser's own question, which no program can press.
    await permit('granted')
    await page.getByRole('button', { name: 'Allow', exact: true }).press('Enter')
    await note.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  },
)
