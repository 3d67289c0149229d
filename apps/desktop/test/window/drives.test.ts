/// <reference lib="dom" />
/** The Drives screen in a real browser: what is dropped in, looked at, gone back to, and given to somebody else. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { waitFor } from '@comice/testkit'
import type { Locator, Page, Request } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { seriousFindings } from '../setup/accessibility.ts'
import { drawIcon } from '../setup/apps.ts'
import { openWindow } from '../setup/browser.ts'
import { onePagePdf, seededDrive, writeFileIn } from '../setup/drives.ts'
import { focusedName, isInField, tabTo } from '../setup/keyboard.ts'
import type { NodeProcess } from '../setup/node-process.ts'
import { createTwoPeople, type TwoPeople } from '../setup/two-people.ts'

let people: TwoPeople
beforeAll(async () => {
  people = await createTwoPeople()
})
afterAll(async () => {
  await people[Symbol.asyncDispose]()
})

// Each test begins without drives, whatever the one before came to.
afterEach(async () => {
  for (const { api } of [people.alice, people.bob]) {
    for (const { name } of await api.drives.list.query()) await api.drives.purge.mutate({ name })
  }
})

async function openDrives(page: Page, name?: string): Promise<void> {
  await page.getByRole('button', { name: 'Drives', exact: true }).click()
  if (name === undefined) return
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).click()
  await page.getByRole('heading', { name }).waitFor()
}

const row = (page: Page, name: string) => page.getByRole('row', { name, exact: true })

/** As a file manager would: through the browser's own handling of what is dragged. */
async function drop(page: Page, files: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 700, y: 500, data })
}

/** The list hears of a scroll between press and release, as it can by the focus that the press gives. */
async function pressThroughScroll(page: Page, target: Locator): Promise<void> {
  await target.hover()
  await page.mouse.down()
  await page.getByRole('grid').dispatchEvent('scroll')
  await page.mouse.up()
}

/** Of dialogs one above another, too. */
async function isOver(page: Page): Promise<void> {
  await waitFor(async () => (await page.getByRole('dialog').count()) === 0)
}

async function namesIn({ api }: NodeProcess, name: string, path = ''): Promise<string[]> {
  const { id, version } = await api.drives.info.query({ name })
  const names: string[] = []
  await new Promise<void>((resolve, reject) => {
    api.drives.folder.subscribe(
      { drive: id, version, path },
      {
        onData: ({ entries }) => void names.push(...entries.map((entry) => entry.path)),
        onError: reject,
        onComplete: () => resolve(),
      },
    )
  })
  return names
}

test('a drive is created, a folder dropped in, and one file written over after a question', async () => {
  const { bob, browser, dir } = people
  const folder = dir.join('walks')
  await mkdir(`${folder}/photos`, { recursive: true })
  await writeFile(`${folder}/plan.txt`, 'to the mill')
  await writeFile(`${folder}/photos/mill.txt`, 'a mill')
  await using window = await openWindow(browser, bob)
  const { page, complaints } = window
  await openDrives(page)
  await page.getByRole('heading', { name: 'Folders you give to others' }).waitFor()
  await page.getByRole('button', { name: 'Create a drive' }).first().click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Sunday Walks')
  await page.getByRole('button', { name: 'Create drive' }).click()
  await page.getByRole('heading', { name: 'sunday-walks' }).waitFor()
  await page.getByText('Yours to change · encrypted').waitFor()
  await page.getByText('Nothing here yet').waitFor()

  await drop(page, [folder])
  await page.getByText('2 files are in sunday-walks').waitFor()
  await pressThroughScroll(page, row(page, 'walks'))
  await row(page, 'plan.txt').waitFor()
  expect(await namesIn(bob, 'sunday-walks', '/walks')).toEqual(['/walks/photos', '/walks/plan.txt'])

  await writeFile(`${folder}/plan.txt`, 'to the gate')
  await drop(page, [`${folder}/plan.txt`])
  await page.getByRole('dialog', { name: 'Replace it?' }).waitFor()
  await page.getByRole('button', { name: 'Replace', exact: true }).click()
  await page.getByText('1 file is in sunday-walks/walks').waitFor()
  await row(page, 'plan.txt').click()
  await page.getByText('to the gate').waitFor()
  expect(complaints).toEqual([])
})

test('what bob opens by link he sees grow, and nothing in it runs', async () => {
  const { alice, bob, browser } = people
  const script = 'parent.document.title = document.title = "owned"; globalThis.owned = true'
  const { link } = await seededDrive(alice, 'pears', {
    '/picture.png': drawIcon([
      [76, 103, 28],
      [228, 234, 198],
    ]),
    '/page.html': `<!doctype html><script>${script}</script>`,
    '/drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" onload='${script}'><script>${script}</script><rect width="40" height="40"/></svg>`,
    '/report.pdf': onePagePdf('Seven trees'),
    '/not-an-image.png': 'no image at all',
  })
  await using window = await openWindow(browser, bob)
  const { page } = window
  await openDrives(page)
  await page.getByRole('button', { name: 'Open by link' }).click()
  await page
    .getByRole('textbox', { name: 'Link of the drive' })
    .fill(`${link.slice(0, 20)}\n${link.slice(20)}`)
  await page.getByRole('textbox', { name: 'What you call it' }).fill('alices')
  await page.getByRole('button', { name: 'Open drive' }).click()
  await page.getByRole('heading', { name: 'alices' }).waitFor()
  await page.getByText('To read · not encrypted').waitFor()
  await row(page, 'page.html').waitFor()
  expect(await page.getByRole('button', { name: 'Add files' }).count()).toBe(0)

  await writeFileIn(alice, 'pears:/newer.txt', 'just now')
  await row(page, 'newer.txt').waitFor()

  await row(page, 'page.html').click()
  await page.getByText(script).waitFor()
  await page.keyboard.press('Escape')
  await row(page, 'drawing.svg').click()
  await isDrawn(page, 'drawing.svg')
  await page.keyboard.press('ArrowLeft')
  const [opened] = await Promise.all([
    page.waitForEvent('framenavigated', (frame) => frame.url().endsWith('report.pdf')),
    page.keyboard.press('Escape').then(() => row(page, 'report.pdf').click()),
  ])
  expect(opened.parentFrame()).toBe(page.mainFrame())
  await page.keyboard.press('Escape')
  await row(page, 'not-an-image.png').click()
  await page.getByText('It cannot be shown').waitFor()
  await page.keyboard.press('Escape')
  await row(page, 'picture.png').click()
  await isDrawn(page, 'picture.png')

  // The addresses themselves, as a page that got hold of one would use them.
  const address = (await page.getByRole('img', { name: 'picture.png' }).getAttribute('src')) ?? ''
  for (const name of ['page.html', 'drawing.svg']) {
    const tab = await page.context().newPage()
    const answer = await tab.goto(address.replace('picture.png', name)).catch(() => null)
    expect(answer?.status() ?? 403, name).toBe(403)
    await tab.close()
  }
  const framed = await page.evaluate(
    ({ address }) =>
      new Promise<boolean>((resolve) => {
        const frame = document.createElement('iframe')
        frame.src = address.replace('picture.png', 'page.html')
        frame.addEventListener('load', () => resolve((globalThis as { owned?: boolean }).owned === true))
        document.body.append(frame)
      }),
    { address },
  )
  expect(framed).toBe(false)
  expect(await page.title()).not.toBe('owned')
})

async function isDrawn(page: Page, name: string): Promise<void> {
  const image = page.getByRole('img', { name })
  await waitFor(async () => image.evaluate((one) => one instanceof HTMLImageElement && one.naturalWidth > 0))
}

test('a sound is heard from the middle before it is whole', async () => {
  const { alice, bob, browser } = people
  const { link } = await seededDrive(alice, 'songs', { '/long.wav': silence(600) })
  await bob.api.drives.add.mutate({ link, name: 'songs' })
  await using window = await openWindow(browser, bob)
  const { page } = window
  const ranges: string[] = []
  page.on('request', (request: Request) => {
    const range = request.headers()['range']
    if (request.url().endsWith('long.wav') && range !== undefined) ranges.push(range)
  })
  await openDrives(page, 'songs')
  await row(page, 'long.wav').click()
  const at = await page
    .getByLabel('long.wav')
    .last()
    .evaluate(async (element) => {
      const audio = element as HTMLAudioElement
      if (audio.readyState === 0)
        await new Promise((resolve) => audio.addEventListener('loadedmetadata', resolve, { once: true }))
      audio.currentTime = 550
      await new Promise((resolve) => audio.addEventListener('seeked', resolve, { once: true }))
      return audio.currentTime
    })
  expect(at).toBe(550)
  expect(
    ranges.some((range) => Number(/^bytes=(?<from>\d+)/.exec(range)?.groups?.['from']) > 5_000_000),
  ).toBe(true)
})

/** A WAV of so many seconds, 16 kHz, 8 bit: 16 kB a second. */
function silence(seconds: number): Uint8Array {
  const bytes = seconds * 16_000
  const wav = Buffer.alloc(44 + bytes, 0x80)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + bytes, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(16_000, 24)
  wav.writeUInt32LE(16_000, 28)
  wav.writeUInt16LE(1, 32)
  wav.writeUInt16LE(8, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(bytes, 40)
  return wav
}

test('by keyboard alone: into folders and out of them, a name, a new folder, an end', async () => {
  const { bob, browser } = people
  await bob.api.drives.create.mutate({ name: 'orchard' })
  for (const name of ['/photos/gate.txt', '/photos/wall.txt', '/plan.txt', '/zebra.txt'])
    await writeFileIn(bob, `orchard:${name}`, name)
  await using window = await openWindow(browser, bob)
  const { page, complaints } = window
  const keys = page.keyboard
  const focusedRow = () => page.evaluate(() => document.activeElement?.getAttribute('data-key'))
  // Nothing below a dialog takes the focus, and a dialog that closes gives it back to where it was.
  const focus = async (name: string) => {
    await isOver(page)
    await row(page, name).focus()
    await waitFor(async () => (await focusedRow()) === `/${name}`)
  }
  await page.getByRole('heading', { name: 'A room of your own' }).waitFor()
  await keys.press('Alt+3')
  await page.getByRole('heading', { name: 'Choose a drive' }).waitFor()
  await page.getByRole('button', { name: /^orchard/ }).waitFor()
  await keys.press('Alt+ArrowDown')
  await row(page, 'zebra.txt').waitFor()
  await tabTo(page, 'Sort')
  await keys.press('Tab')
  await waitFor(async () => (await focusedRow()) === '/photos')
  await keys.press('Enter')
  await waitFor(async () => (await focusedRow()) === '/photos/gate.txt')
  await keys.press('ArrowDown')
  await waitFor(async () => (await focusedRow()) === '/photos/wall.txt')
  await keys.press('Backspace')
  await waitFor(async () => (await focusedRow()) === '/photos')
  await keys.type('ze')
  await waitFor(async () => (await focusedRow()) === '/zebra.txt')
  await keys.press('F2')
  await page.getByRole('dialog', { name: 'Rename' }).waitFor()
  await waitFor(() => isInField(page))
  await keys.press('Control+a')
  await keys.type('horse.txt')
  await keys.press('Enter')
  await row(page, 'horse.txt').waitFor()
  await isOver(page)
  await focus('horse.txt')
  await keys.press('Enter')
  await page.getByText('/zebra.txt').waitFor()
  await keys.press('ArrowRight')
  await page.getByText('/plan.txt').waitFor()
  await keys.press('Escape')
  await focus('horse.txt')
  await keys.press('Delete')
  await page.getByRole('dialog', { name: 'Delete horse.txt?' }).waitFor()
  // Enter, pressed once too often, deletes nothing.
  await waitFor(async () => (await focusedName(page)) === 'Cancel')
  await tabTo(page, 'Delete')
  await keys.press('Enter')
  await row(page, 'horse.txt').waitFor({ state: 'detached' })
  expect((await namesIn(bob, 'orchard')).toSorted()).toEqual(['/photos', '/plan.txt'])
  expect(complaints).toEqual([])
})

test('a file comes back from the history, and the drive as a whole after a second word', async () => {
  const { bob, browser } = people
  await bob.api.drives.create.mutate({ name: 'notes' })
  await writeFileIn(bob, 'notes:/plan.txt', 'first plan')
  await writeFileIn(bob, 'notes:/plan.txt', 'second plan')
  await writeFileIn(bob, 'notes:/other.txt', 'other')
  for (let index = 0; index < 12; index++) await writeFileIn(bob, `notes:/many-${index}.txt`, 'x')
  await using window = await openWindow(browser, bob)
  const { page, complaints } = window
  await openDrives(page, 'notes')
  await page.getByRole('button', { name: 'More for plan.txt' }).click()
  await page.getByRole('menuitem', { name: 'History' }).click()
  const sheet = page.getByRole('dialog', { name: 'History of plan.txt' })
  await sheet.getByText('as it is now').waitFor()
  await waitFor(async () => (await sheet.getByRole('listitem').count()) === 2)
  await sheet.getByRole('button', { name: 'Restore…' }).click()
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await isOver(page)
  await row(page, 'plan.txt').click()
  await page.getByText('first plan').waitFor()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'History of the drive' }).click()
  await page.getByRole('button', { name: 'What changed' }).first().click()
  await page.getByRole('dialog').getByText('plan.txt').waitFor()
  await page.getByRole('button', { name: 'Restore…' }).last().click()
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await page.getByText('More than a tenth of the drive would go.').waitFor()
  expect((await namesIn(bob, 'notes')).length).toBe(14)
  await page.getByRole('button', { name: 'Restore all the same' }).click()
  await isOver(page)
  await waitFor(async () => (await namesIn(bob, 'notes')).length <= 1)
  expect(complaints).toEqual([])
})

test('a link with the read key opens an encrypted drive, and one without it says what is missing', async () => {
  const { alice, bob, browser } = people
  await alice.api.drives.create.mutate({ name: 'secrets', isEncrypted: true })
  await writeFileIn(alice, 'secrets:/will.txt', 'all to the dog')
  await using hers = await openWindow(browser, alice)
  await openDrives(hers.page, 'secrets')
  await hers.page.getByRole('button', { name: 'Share' }).click()
  const dialog = hers.page.getByRole('dialog')
  const link = async () => (await dialog.locator('[data-link] code').textContent()) ?? ''
  await dialog.getByText('can read everything in the drive').waitFor()
  await waitFor(async () => (await link()).startsWith('cmd1'))
  const withKey = await link()
  await dialog.getByText('Without it').click()
  await dialog.getByText('sees neither names nor contents').waitFor()
  await waitFor(async () => (await link()).startsWith('pear://'))
  const withoutKey = await link()
  await dialog.getByRole('switch', { name: /Give it to others/ }).focus()
  await hers.page.keyboard.press('Space')
  await dialog.getByText('On, also while no window is open').waitFor()

  await using his = await openWindow(browser, bob)
  const { page } = his
  await openDrives(page)
  const open = async (text: string) => {
    await page.getByRole('button', { name: 'Open a drive by its link' }).click()
    await page.getByRole('textbox', { name: 'Link of the drive' }).fill(text)
    await page.getByRole('button', { name: 'Open drive' }).click()
  }
  await open(withoutKey)
  await page.getByText('DRIVE_LOCKED').waitFor()
  await open(`${withKey.slice(0, -1)}${withKey.endsWith('q') ? 'p' : 'q'}`)
  await page.getByRole('dialog').getByRole('alert').waitFor()
  await page.getByRole('textbox', { name: 'Link of the drive' }).fill(withKey)
  await page.getByRole('button', { name: 'Open drive' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Try again' }).click()
  await row(page, 'will.txt').click()
  await page.getByText('all to the dog').waitFor()
})

test(
  'an upload that is cancelled leaves nothing, and one of thousands of files is one version',
  { timeout: 180_000 },
  async () => {
    const { bob, browser } = people
    await bob.api.drives.create.mutate({ name: 'large' })
    await using window = await openWindow(browser, bob)
    const { page } = window
    await openDrives(page, 'large')
    await page.getByText('Nothing here yet').waitFor()
    await dropMade(page, { count: 1, bytes: 400_000_000 })
    await page.getByRole('progressbar', { name: 'Uploaded' }).waitFor()
    await page.getByText(/\/s · .* left/).waitFor()
    await page.getByRole('button', { name: 'Cancel the upload' }).click()
    await page.getByRole('region', { name: 'Uploads' }).waitFor({ state: 'detached' })
    await dropMade(page, { count: 3000, bytes: 10 })
    await page.getByText('3,000 files are in large').waitFor({ timeout: 60_000 })
    const { id } = await bob.api.drives.info.query({ name: 'large' })
    const versions = await bob.api.drives.versions.query({ drive: id })
    expect(versions.filter(({ added }) => added > 0)).toMatchObject([{ added: 3000 }])
    // A list of thousands has a screen of rows.
    await row(page, 'made-0.bin').waitFor()
    expect(await page.getByRole('row').count()).toBeLessThan(100)
    await page.keyboard.press('Escape')
    // Entries come in parts, and End goes to the last of those that are here.
    await page.getByText('The first 2,000 of 3,000 entries.').waitFor()
    await row(page, 'made-0.bin').focus()
    await page.keyboard.press('End')
    await row(page, 'made-1999.bin').waitFor()
    await page.getByRole('textbox', { name: 'Find in this folder' }).fill('299')
    await row(page, 'made-2999.bin').waitFor()
    await page.getByText('13 of 13 that have it in their name, of 3,000 entries.').waitFor()
  },
)

/** Files that the page makes itself, dropped as if they came from elsewhere. */
async function dropMade(page: Page, made: { count: number; bytes: number }): Promise<void> {
  await page.getByRole('grid').evaluate((target, { count, bytes }) => {
    const dataTransfer = new DataTransfer()
    const contents = new Uint8Array(bytes)
    for (let index = 0; index < count; index++)
      dataTransfer.items.add(new File([contents], `made-${index}.bin`))
    target.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  }, made)
}

test('a file and a folder are saved, and can be dragged out', async () => {
  const { bob, browser } = people
  await bob.api.drives.create.mutate({ name: 'out' })
  await writeFileIn(bob, 'out:/photos/gate.txt', 'the gate')
  await using window = await openWindow(browser, bob)
  const { page } = window
  await openDrives(page, 'out')
  await page.getByRole('button', { name: 'More for photos' }).click()
  const [archive] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Save as a tar archive' }).click(),
  ])
  expect(archive.suggestedFilename()).toBe('photos.tar')
  expect(await readFile(await archive.path(), 'latin1')).toContain('the gate')
  await row(page, 'photos').click()
  await row(page, 'gate.txt').click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Save it to this computer' }).click(),
  ])
  expect(file.suggestedFilename()).toBe('gate.txt')
  expect(await readFile(await file.path(), 'utf8')).toBe('the gate')
  await page.keyboard.press('Escape')
  const dragged = await row(page, 'gate.txt')
    .locator('[draggable=true]')
    .evaluate((element) => {
      const dataTransfer = new DataTransfer()
      element.dispatchEvent(new DragEvent('dragstart', { dataTransfer, bubbles: true }))
      return dataTransfer.getData('DownloadURL')
    })
  expect(dragged).toMatch(
    /^application\/octet-stream:gate\.txt:http:\/\/127\.0\.0\.1:\d+\/drives\/[\w-]{22}\/\d+\/photos\/gate\.txt\?save$/,
  )
})

test.each([
  { colorScheme: 'light', viewport: { width: 1120, height: 760 } },
  { colorScheme: 'dark', viewport: { width: 1120, height: 760 } },
  { colorScheme: 'light', viewport: { width: 360, height: 740 } },
] as const)(
  'axe finds nothing serious in $colorScheme at $viewport.width',
  { timeout: 180_000 },
  async (look) => {
    const { bob, browser } = people
    await using window = await openWindow(browser, bob, { ...look, reducedMotion: 'reduce' })
    const { page } = window
    await openDrives(page)
    await page.getByRole('heading', { name: 'Folders you give to others' }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Create a drive' }).first().click()
    await page.getByRole('textbox', { name: 'Name' }).fill('orchard')
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Create drive' }).click()
    await page.getByText('Nothing here yet').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await writeFileIn(bob, 'orchard:/plan.txt', 'to the mill')
    await writeFileIn(bob, 'orchard:/photos/gate.txt', 'the gate')
    await row(page, 'photos').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await row(page, 'plan.txt').click()
    await page.getByText('to the mill').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'History of this file' }).click()
    await page.getByText('as it is now').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Share' }).click()
    await page.locator('[data-link]').waitFor()
    expect(await seriousFindings(page)).toEqual([])
  },
)
