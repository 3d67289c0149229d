/** Files in rooms, in real browsers: chosen, pasted and dropped, shown, saved, and taken off the disk. */
import { readFile } from 'node:fs/promises'
import { waitFor } from '@comice/testkit'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seriousFindings } from '../setup/accessibility.ts'
import { drawIcon } from '../setup/apps.ts'
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

const ground = [76, 103, 28]
const middle = [228, 234, 198]
const PICTURE = drawIcon([ground, middle], 320)
const SCRIPT = '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "pwned"</script></svg>'

/** Pastes, or drops, files as a browser does. */
async function give(page: Page, kind: 'paste' | 'drop', [name, text]: [string, string]): Promise<void> {
  await page.evaluate(
    ({ kind, name, text }) => {
      const data = new DataTransfer()
      data.items.add(new File([text], name, { type: 'text/plain' }))
      const target = document.querySelector('textarea')
      const event =
        kind === 'paste'
          ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
          : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
      target?.dispatchEvent(event)
    },
    { kind, name, text },
  )
}

test('files are sent from one window, and seen and saved in the other', { timeout: 180_000 }, async () => {
  const { alice, bob, browser } = people
  const { room } = await roomOfTwo(people, 'Harvest')
  await using sending = await openWindow(browser, alice, { room, reducedMotion: 'reduce' })
  const { page, complaints } = sending
  await waitFor(async () => (await focusedName(page)) === 'Message to Harvest')

  // Chosen, pasted and dropped; one is taken out again by keyboard.
  await page.locator('input[type=file]').setInputFiles([
    { name: 'bowl.png', mimeType: 'image/png', buffer: PICTURE },
    { name: 'evil.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(SCRIPT) },
  ])
  await give(page, 'paste', ['pasted.txt', 'pears'])
  await give(page, 'drop', ['dropped.txt', 'apples'])
  const chosen = page.getByRole('list', { name: 'Files to send' }).getByRole('listitem')
  await waitFor(async () => (await chosen.count()) === 4)
  await waitFor(async () => !(await chosen.allTextContents()).some((text) => text.includes('Getting ready')))
  await tabTo(page, 'Leave out dropped.txt')
  await page.keyboard.press('Enter')
  await waitFor(async () => (await chosen.count()) === 3)
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('textbox').fill('from the south wall')
  await page.keyboard.press('Enter')
  await waitFor(async () => (await chosen.count()) === 0)
  const own = page.locator('article', { hasText: 'from the south wall' })
  await own.getByRole('list', { name: 'Files' }).waitFor()

  await using reading = await openWindow(browser, bob, { room, reducedMotion: 'reduce' })
  const { page: there, complaints: otherComplaints } = reading
  const message = there.locator('article', { hasText: 'from the south wall' })
  const picture = message.locator('img')
  await picture.waitFor()
  const box = await message.getByRole('button', { name: /^Picture: bowl\.png/u }).boundingBox()
  await waitFor(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth === 320))
  // Its place was its own before it came.
  expect(await message.getByRole('button', { name: /^Picture: bowl\.png/u }).boundingBox()).toEqual(box)

  // Markup is no picture: it is a row, and is saved as it is.
  expect(await message.locator('img').count()).toBe(1)
  const coming = there.waitForEvent('download')
  await message.getByRole('button', { name: 'Save evil.svg' }).press('Enter')
  const saved = await coming
  expect(saved.suggestedFilename()).toBe('evil.svg')
  expect(await readFile(await saved.path(), 'utf8')).toBe(SCRIPT)
  expect(await there.title()).not.toContain('pwned')

  await message.getByRole('button', { name: /^Picture: bowl\.png/u }).press('Enter')
  const large = there.getByRole('dialog', { name: 'bowl.png' })
  await large.locator('img').waitFor()
  await there.keyboard.press('Escape')
  await large.waitFor({ state: 'detached' })

  await there.getByRole('button', { name: 'Files', exact: true }).press('Enter')
  const sheet = there.getByRole('dialog', { name: 'Files' })
  const listed = sheet.getByRole('listitem')
  await waitFor(async () => (await listed.count()) === 3)
  await sheet.getByText(/in 2 files$/u).waitFor()
  await sheet.getByRole('button', { name: 'Take bowl.png off this disk' }).press('Enter')
  await sheet.getByRole('button', { name: 'Take it off' }).press('Enter')
  await sheet.getByText(/in 1 file$/u).waitFor()
  expect(await seriousFindings(there)).toEqual([])
  await there.keyboard.press('Escape')
  expect(complaints).toEqual([])
  expect(otherComplaints).toEqual([])
})

test('a message goes to another room by keyboard, picture and all', { timeout: 180_000 }, async () => {
  const { alice, browser } = people
  const { id: room } = await alice.api.rooms.create.mutate({ name: 'Wall', nickname: 'alice' })
  for (const name of ['Cellar', 'Cider']) await alice.api.rooms.create.mutate({ name, nickname: 'alice' })
  await using window = await openWindow(browser, alice, { room, reducedMotion: 'reduce' })
  const { page, complaints } = window
  const keys = page.keyboard
  await waitFor(async () => (await focusedName(page)) === 'Message to Wall')
  await page
    .locator('input[type=file]')
    .setInputFiles([{ name: 'bowl.png', mimeType: 'image/png', buffer: PICTURE }])
  await page
    .getByRole('list', { name: 'Files to send' })
    .getByText('Getting ready')
    .waitFor({ state: 'detached' })
  await keys.type('from the wall')
  await keys.press('Enter')
  const own = page.locator('article', { hasText: 'from the wall' })
  await own.locator('img').waitFor()

  await own.focus()
  await keys.press('f')
  const dialog = page.getByRole('dialog', { name: 'Forward to a room' })
  await dialog.getByRole('option').first().waitFor()
  await waitFor(async () => (await focusedName(page)) === 'Name of the room')
  expect(await seriousFindings(page)).toEqual([])
  await keys.type('cel')
  await waitFor(async () => (await dialog.getByRole('option').count()) === 1)
  await keys.press('ArrowDown')
  await keys.press('Enter')
  const done = page.getByRole('dialog', { name: 'Forwarded' })
  await done.getByText('It was said in Cellar.').waitFor()
  await waitFor(async () => (await focusedName(page)) === 'Done')
  expect(await seriousFindings(page)).toEqual([])
  await done.getByRole('button', { name: 'Go there' }).press('Enter')
  await page.getByRole('heading', { name: 'Cellar' }).waitFor()
  const copy = page.locator('article', { hasText: 'from the wall' })
  await copy.getByText('Forwarded', { exact: true }).waitFor()
  await waitFor(() => copy.locator('img').evaluate((img) => (img as HTMLImageElement).naturalWidth === 320))
  expect(complaints).toEqual([])
})
