/// <reference lib="dom" />
/** The Apps screen in a real browser: apps that another person released, from their link to their removal. */
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { waitFor } from '@comice/testkit'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { seriousFindings } from '../setup/accessibility.ts'
import { type AppFiles, drawIcon, drawQr, type ReleasedApp, releaseApp } from '../setup/apps.ts'
import { openWindow, PAGE_DIR } from '../setup/browser.ts'
import { focusedName, tabTo } from '../setup/keyboard.ts'
import { createPlainAuthor } from '../setup/plain-author.ts'
import { createTwoPeople, type TwoPeople } from '../setup/two-people.ts'

let people: TwoPeople
beforeAll(async () => {
  people = await createTwoPeople()
})
afterAll(async () => {
  await people[Symbol.asyncDispose]()
})

// Each test begins without apps, whatever the one before came to.
afterEach(async () => {
  const { apps } = people.bob.api
  for (const { id } of await apps.runs.query()) await apps.stop.mutate({ id })
  await waitFor(async () => (await apps.runs.query()).length === 0)
  for (const { id } of await apps.list.query()) await apps.remove.mutate({ app: id, storage: true })
})

let released = 0
/** An app of alice's, seeded by her. */
const release = (app?: AppFiles): Promise<ReleasedApp> =>
  releaseApp(people.alice, people.dir.join(`app-${(released += 1)}`), app)

async function askToInstall(page: Page, link: string): Promise<void> {
  await page.getByRole('button', { name: 'Apps', exact: true }).click()
  await page.getByRole('button', { name: 'Install an app' }).first().click()
  await page.getByRole('textbox', { name: 'Link of the app' }).fill(link)
  await page.getByRole('button', { name: 'Look at it' }).click()
}

async function install(page: Page, link: string): Promise<void> {
  await askToInstall(page, link)
  await page.getByRole('button', { name: 'Allow and install' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

async function hasStopped(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
}

/** Runs the app that is looked at: there is no display here, so its page opens in a tab. */
async function runInTab(page: Page): Promise<Page> {
  await page.getByRole('button', { name: /^(?:Run|Another window)$/ }).click()
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Open in a tab' }).click(),
  ])
  return tab
}

test('an app is installed, run, updated, stopped, run again and removed', { timeout: 180_000 }, async () => {
  using app = await release({
    icon: drawIcon([
      [76, 103, 28],
      [228, 234, 198],
    ]),
  })
  const { bob, browser } = people
  await using window = await openWindow(browser, bob)
  const { page, complaints } = window
  await install(page, app.link)
  await page.getByRole('heading', { name: 'Pear list' }).waitFor()
  await page.getByText('What is to be done in the orchard, and who does it.').waitFor()
  await page.getByText('You allowed it: today.').waitFor()
  await page.locator('main img[src^="data:image/png;base64,"]').waitFor()

  const tab = await runInTab(page)
  await tab.getByText('version 1.0.0, 1 item').waitFor()
  await page.getByText('Running').first().waitFor()
  await waitFor(() => page.getByRole('button', { name: 'Remove…' }).isDisabled())
  const another = await runInTab(page)
  await another.getByText('version 1.0.0, 2 item').waitFor()

  await app.release({ version: '1.1.0' })
  await page.getByText('Version 1.1.0 is ready').waitFor()
  await page.getByText('stop the app and run it again').waitFor()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await tab.getByText('PAGE_ENDED').waitFor()
  await another.getByText('PAGE_ENDED').waitFor()
  // Its pages are told a moment before this window is.
  await hasStopped(page)
  const newer = await runInTab(page)
  await newer.getByText('version 1.1.0, 1 item').waitFor()
  await page.getByText('Version 1.1.0 · stable').waitFor()

  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await hasStopped(page)
  await page.getByRole('button', { name: 'Remove…' }).click()
  await page.getByText('Delete what it keeps as well').click()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByRole('heading', { name: 'Apps from person to person' }).waitFor()
  expect(await bob.api.apps.list.query()).toEqual([])
  expect(complaints).toEqual([])
})

test('by keyboard alone: to the apps, a link, a decision, a name, a pin, a permission taken back', async () => {
  using app = await release()
  const { bob, browser } = people
  await using window = await openWindow(browser, bob)
  const { page, complaints } = window
  const keys = page.keyboard
  await page.getByRole('heading', { name: 'A room of your own' }).waitFor()
  await keys.press('Alt+2')
  await page.getByRole('heading', { name: 'Apps from person to person' }).waitFor()
  await tabTo(page, 'Install an app')
  await keys.press('Enter')
  await waitFor(async () => (await focusedName(page)) === 'Link of the app')
  await keys.insertText(`${app.link.slice(0, 30)}\n ${app.link.slice(30)}`)
  await tabTo(page, 'Look at it')
  await keys.press('Enter')
  await page.getByRole('dialog', { name: 'Install Pear list?' }).waitFor()
  // Enter, pressed once too often, installs nothing.
  await waitFor(async () => (await focusedName(page)) === 'Don’t install')
  await page.getByText('It may use a folder of its own and meet peers that run it too.').waitFor()
  await tabTo(page, 'Allow and install')
  await keys.press('Enter')
  await page.getByRole('heading', { name: 'Pear list' }).waitFor()

  await tabTo(page, 'Give it a name')
  await keys.press('Enter')
  await waitFor(async () => (await focusedName(page)) === 'Name')
  await keys.type('Orchard')
  await keys.press('Enter')
  await page.getByRole('heading', { name: 'Orchard' }).waitFor()
  await tabTo(page, 'Take back')
  await keys.press('Enter')
  await page.getByText('You have not allowed it yet').waitFor()
  await page.getByRole('switch', { name: 'Stay on version 1.0.0' }).focus()
  await keys.press('Space')
  await page.getByText('It stays on this version.').waitFor()
  expect(await bob.api.apps.info.query({ app: 'Orchard' })).toMatchObject({ id: app.id, isPinned: true })
  await keys.press('Alt+1')
  await page.getByRole('heading', { name: 'A room of your own' }).waitFor()
  expect(complaints).toEqual([])
})

test('an app that was refused is not there, and one that may do everything needs its name typed', async () => {
  using app = await release({
    json: { pear: { name: 'Swarm tools', type: 'window', permissions: { full: true } } },
  })
  const { bob, browser } = people
  await using window = await openWindow(browser, bob)
  const { page } = window
  await askToInstall(page, app.link)
  await page.getByText('It may do everything that you can do on this computer.').waitFor()
  const allow = page.getByRole('button', { name: 'Allow and install' })
  expect(await allow.isDisabled()).toBe(true)
  await page.getByRole('textbox', { name: /type its name/ }).fill('swarm tools')
  expect(await allow.isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Don’t install' }).click()
  await waitFor(async () => (await bob.api.apps.list.query()).length === 0)

  await askToInstall(page, app.link)
  await page.getByRole('textbox', { name: /type its name/ }).fill('Swarm tools')
  await allow.click()
  await page.getByRole('heading', { name: 'Swarm tools' }).waitFor()
  // It is there before the run is given back that it was installed by.
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('an author who cuts the drive back is told of, what is there runs, and the user may take it as it is now', async () => {
  const { bob, browser, dht } = people
  await using author = await createPlainAuthor(dht)
  await author.release('1.0.0')
  await using window = await openWindow(browser, bob)
  const { page } = window
  await install(page, author.link)
  await page.getByRole('heading', { name: 'Cut short' }).waitFor()
  await page.getByText('not known: nobody signed it').waitFor()

  await author.cut()
  await author.release('2.0.0')
  await page.getByText('Updates are stopped').waitFor({ timeout: 60_000 })
  const notice = page.getByRole('status').filter({ hasText: 'Updates are stopped' })
  expect(await notice.textContent()).toContain(
    'Its author cut the app’s drive back. What was released may be gone or replaced. The version that you have goes on running.',
  )
  expect(await seriousFindings(page)).toEqual([])
  await page.getByText('Needs a look').waitFor()
  const tab = await runInTab(page)
  await tab.getByRole('heading', { name: 'version 1.0.0' }).waitFor()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await hasStopped(page)

  await page.getByRole('button', { name: 'Take it as it is now' }).click()
  await page.getByText('Updates are stopped').waitFor({ state: 'detached' })
  await waitFor(
    async () => {
      await bob.api.apps.update.mutate({ app: author.link, timeoutMs: 5_000 })
      const { current, next } = await bob.api.apps.info.query({ app: author.link })
      return (next ?? current).fork === 1
    },
    { timeoutMs: 40_000 },
  )
  const newer = await runInTab(page)
  await newer.getByRole('heading', { name: 'version 2.0.0' }).waitFor()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await hasStopped(page)
})

test('a QR code that one window shows is read by another: chosen, pasted or dropped', async () => {
  using app = await release()
  const { bob, browser } = people
  await using window = await openWindow(browser, bob)
  const { page, complaints } = window
  await install(page, app.link)
  await page.getByRole('button', { name: 'Share' }).click()
  const shown = page.getByRole('img', { name: 'The app’s link as a QR code' })
  const file = people.dir.join('qr.png')
  const picture = await shown.screenshot({ path: file })
  await page.getByRole('button', { name: 'Done' }).click()
  await bob.api.apps.remove.mutate({ app: app.id, storage: true })

  await page.getByRole('button', { name: 'Install an app' }).first().click()
  const link = page.getByRole('textbox', { name: 'Link of the app' })
  const chosen = page.locator('input[type=file]')
  await chosen.setInputFiles({
    name: 'pear.png',
    mimeType: 'image/png',
    buffer: drawIcon([
      [9, 9, 9],
      [200, 200, 200],
    ]),
  })
  await page.getByText('No QR code was found.').waitFor()
  await chosen.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') })
  await page.getByText('This is no picture that can be read.').waitFor()
  expect(await link.inputValue()).toBe('')

  for (const [how, give] of [
    ['chosen', () => chosen.setInputFiles({ name: 'qr.png', mimeType: 'image/png', buffer: picture })],
    ['pasted', () => pastePicture(page, picture)],
    ['dropped', () => dropFile(page, file, 'Or its QR code')],
  ] as const) {
    await link.fill('')
    await give()
    await waitFor(async () => (await link.inputValue()) === app.link, { describe: `the link, ${how}` })
  }
  await page.getByText('This is no picture').waitFor({ state: 'detached' })
  // What was allowed before is not asked again.
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByRole('heading', { name: 'Pear list' }).waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
})

test('a QR code that holds something else than a link of an app is not taken', async () => {
  const { bob, browser } = people
  await using window = await openWindow(browser, bob)
  const { page } = window
  await page.getByRole('button', { name: 'Apps', exact: true }).click()
  await page.getByRole('button', { name: 'Install an app' }).first().click()
  const chosen = page.locator('input[type=file]')
  for (const text of ['https://example.com/', 'javascript:alert(1)', 'x'.repeat(1_000)]) {
    await chosen.setInputFiles({ name: 'qr.png', mimeType: 'image/png', buffer: drawQr(text) })
    await page.getByText('something else than the link of an app').waitFor()
    expect(await page.getByRole('textbox', { name: 'Link of the app' }).inputValue()).toBe('')
  }
})

test('a link that nobody has is an error with its name, and can be tried again', async () => {
  const { bob, browser } = people
  await using window = await openWindow(browser, bob)
  const { page } = window
  await askToInstall(page, `comice://${'y'.repeat(52)}`)
  await page.getByText('Looking for somebody who has it…').waitFor()
  await page.getByText('APP_UNREACHABLE').waitFor({ timeout: 50_000 })
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Looking for somebody who has it…').waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('a window that is opened by a link asks, and shows what the link names', async () => {
  using app = await release()
  const { bob, browser } = people
  const context = await browser.newContext()
  await using _ = { [Symbol.asyncDispose]: () => context.close() }
  const page = await context.newPage()
  const link = `${app.link.replace('pear:', 'comice:')}/baskets/7`
  await page.goto((await bob.api.window.open.mutate({ staticDir: PAGE_DIR, app: link })).url)
  await page.getByRole('dialog', { name: 'Run Pear list?' }).waitFor()
  await page.getByRole('button', { name: 'Allow and run' }).click()
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: 'Open in a tab' }).click(),
  ])
  await tab.getByText('version 1.0.0, 1 item, at #/baskets/7').waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Pear list' }).waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await hasStopped(page)
})

test('the page of an app reaches neither the node’s API nor the window that has it', async () => {
  using app = await release()
  const { bob, browser } = people
  await using window = await openWindow(browser, bob)
  const { page } = window
  await install(page, app.link)
  const tab = await runInTab(page)
  await tab.getByText('version 1.0.0').waitFor()
  const own = new URL(page.url()).origin
  const token = await page.evaluate(() => sessionStorage.getItem('comice.session'))
  // Even with the secret of the window, which no page of another origin can read.
  const reached = await tab.evaluate(
    async ({ own, token }) => {
      const opens = (url: string) =>
        new Promise<boolean>((resolve) => {
          try {
            const socket = new WebSocket(url)
            socket.addEventListener('open', () => resolve(true))
            socket.addEventListener('error', () => resolve(false))
          } catch {
            resolve(false)
          }
        })
      const answers = (request: Promise<Response>) =>
        request.then(
          () => true,
          () => false,
        )
      return {
        socket: await opens(`${own.replace('http', 'ws')}/trpc?connectionParams=1`),
        call: await answers(fetch(`${own}/trpc/apps.list`, { headers: { authorization: String(token) } })),
        session: await answers(fetch(`${own}/session`, { method: 'POST', body: 'code' })),
        opaque: await answers(fetch(`${own}/`, { mode: 'no-cors' })),
        opener: globalThis.opener !== null,
        stored: sessionStorage.getItem('comice.session'),
      }
    },
    { own, token },
  )
  expect(reached).toEqual({
    socket: false,
    call: false,
    session: false,
    opaque: false,
    opener: false,
    stored: null,
  })
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await hasStopped(page)
})

test('where there is a display the node opens a browser for the app, and its end is the app’s', async () => {
  using app = await release()
  const { bob, browser, dir } = people
  const headless = dir.join('headless-chromium')
  const real = process.env['COMICE_BROWSER'] ?? '/usr/bin/chromium'
  await writeFile(headless, `#!/bin/sh\nexec ${real} --headless=new --disable-gpu --disable-quic "$@"\n`)
  await chmod(headless, 0o755)
  await using window = await openWindow(browser, bob)
  const { page } = window
  await install(page, app.link)
  const display = { DISPLAY: ':none', COMICE_BROWSER: headless }
  await bob.api.window.open.mutate({ staticDir: PAGE_DIR, display })
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  const [storage] = await bob.api.apps.storage.query({ app: app.id })
  const processes = () => browsersOf(storage?.dir ?? '')
  await waitFor(async () => (await processes()).length > 0, { timeoutMs: 40_000 })
  await page.getByText('Running').first().waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
  const [first] = await processes()
  expect(first?.command).toContain('--host-resolver-rules=MAP * ~NOTFOUND')
  expect(first?.command).not.toContain('code=')
  process.kill(first?.pid ?? 0, 'SIGTERM')
  await hasStopped(page)
  await bob.api.window.open.mutate({ staticDir: PAGE_DIR, display: {} })
})

test.each([
  { colorScheme: 'light', viewport: { width: 1120, height: 760 } },
  { colorScheme: 'dark', viewport: { width: 1120, height: 760 } },
  { colorScheme: 'light', viewport: { width: 390, height: 780 } },
] as const)('axe finds nothing serious in $colorScheme at $viewport.width', async (look) => {
  using app = await release({
    json: { pear: { name: 'Ladder watch', type: 'window', permissions: { net: ['https://example.com'] } } },
  })
  const { bob, browser } = people
  await using window = await openWindow(browser, bob, { ...look, reducedMotion: 'reduce' })
  const { page } = window
  await page.getByRole('button', { name: 'Apps', exact: true }).click()
  await page.getByRole('heading', { name: 'Apps from person to person' }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Install an app' }).first().click()
  await page.getByText('Or its QR code').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Cancel' }).click()
  await askToInstall(page, app.link)
  await page.getByText('It may send to and read from https://example.com.').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Allow and install' }).click()
  await page.getByText('You allowed it: today.').waitFor()
  await page.getByText('It keeps nothing yet.').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('img', { name: 'The app’s link as a QR code' }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Remove…' }).click()
  await page.getByText('Delete what it keeps as well').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await waitFor(async () => (await bob.api.apps.list.query()).length === 0)
})

/** What a browser tells the page when somebody pastes a picture. */
async function pastePicture(page: Page, picture: Buffer): Promise<void> {
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File([bytes], 'qr.png', { type: 'image/png' }))
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.activeElement?.dispatchEvent(paste)
  }, picture.toString('base64'))
}

/** Drags a file over the window and lets it fall where that text stands. */
async function dropFile(page: Page, file: string, text: string): Promise<void> {
  const { x = 0, y = 0 } = (await page.getByText(text).boundingBox()) ?? {}
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files: [file], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: x + 4, y: y + 4, data })
  }
  await devtools.detach()
}

async function browsersOf(dataDir: string): Promise<{ pid: number; command: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const all = await Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      command: (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' '),
    })),
  )
  return all.filter(
    ({ command }) => command.includes(`--user-data-dir=${dataDir}`) && !command.includes('--type='),
  )
}
