/** What is done with a room as a whole, in a real browser: muted, put away, saved, made again from the file, and at last left and deleted. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seriousFindings } from '../setup/accessibility.ts'
import { openWindow } from '../setup/browser.ts'
import { roomOfTwo } from '../setup/rooms.ts'
import { createTwoPeople, type TwoPeople } from '../setup/two-people.ts'

let people: TwoPeople
beforeAll(async () => {
  people = await createTwoPeople()
})
afterAll(async () => {
  await people[Symbol.asyncDispose]()
})

test(
  'a room is muted, put away, exported, imported, and left and deleted',
  { timeout: 120_000 },
  async () => {
    const { alice, bob, browser } = people
    const { room, say } = await roomOfTwo(people, 'Crates')
    await say(alice, 'seven crates')
    await using window = await openWindow(browser, bob, { room, reducedMotion: 'reduce' })
    const { page, complaints } = window
    await page.getByText('seven crates', { exact: true }).waitFor()
    const choose = async (name: string) => {
      await page.getByRole('button', { name: 'More for this room' }).click()
      await page.getByRole('menuitem', { name }).click()
    }
    const listed = page.getByRole('list', { name: 'Rooms', exact: true }).getByRole('button')

    await choose('Mute')
    await page.getByRole('list', { name: 'Rooms', exact: true }).getByText(', muted').waitFor()
    await choose('Archive')
    await page.getByRole('button', { name: '1 archived room' }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await choose('Take out of the archive')
    await page.getByRole('button', { name: '1 archived room' }).waitFor({ state: 'detached' })

    const saving = page.waitForEvent('download')
    await choose('Export as a file')
    const saved = await saving
    expect(saved.suggestedFilename()).toMatch(/^Crates [\d-]+\.jsonl$/)
    const lines = (await readFile(await saved.path(), 'utf8')).trimEnd().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '{}')).toEqual({ type: 'end', messages: 1 })

    await page.getByRole('button', { name: 'Create a room' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Import an exported room…' }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await dialog.locator('input[type=file]').setInputFiles(await saved.path())
    await page.getByRole('heading', { name: 'Import of Crates' }).waitFor({ timeout: 60_000 })
    const copy = page.getByRole('article').filter({ hasText: 'seven crates' })
    await copy.getByText(/^imported: alice, \d{4}-\d\d-\d\d \d\d:\d\d$/).waitFor()
    const own = listed.filter({ hasText: 'Crates', hasNotText: 'Import' })
    await own.click()
    await page.getByRole('heading', { name: 'Crates', exact: true }).waitFor()

    await choose('Leave and delete…')
    await page.getByRole('dialog').getByRole('button', { name: 'Leave and delete' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached', timeout: 60_000 })
    await own.waitFor({ state: 'detached' })
    expect(await bob.api.rooms.list.query()).toMatchObject([{ name: 'Import of Crates' }])
    expect(complaints).toEqual([])
  },
)
