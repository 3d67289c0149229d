/** `npm start` in a terminal: the chat without a display, the window with one, and Ctrl-C. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { waitFor } from '@comice/testkit'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { writeHeadlessBrowser } from '../src/browser.ts'
import { processesBelow } from '../src/processes.ts'
import { openTerminal } from '../src/terminal.ts'
import { openStage, TOUR_TIMEOUT_MS } from '../src/tour.ts'

test('without a display it goes on as a chat in which bob answers, and /quit ends everything', async () => {
  await using stage = await openStage()
  await using terminal = await openTerminal(stage)
  await terminal.see(/PASS (\d+) of \1/)
  await terminal.see('And this was said after the crash.')
  await terminal.type('are you there, bob?')
  await terminal.press('Enter')
  await terminal.see('I read you: “are you there, bob?”')
  await terminal.type('/quit')
  await terminal.press('Enter')
  await terminal.see('exit 0')
  expect(await tourProcesses(stage.clone)).toEqual([])
})

test('with a display a window opens, and closing it ends everything', async () => {
  await using stage = await openStage()
  const browser = path.join(stage.clone, '..', 'browser')
  await writeHeadlessBrowser(browser)
  await using terminal = await openTerminal(stage, { DISPLAY: ':none', COMICE_BROWSER: browser })
  await terminal.see(/PASS (\d+) of \1/)

  const window = await attachToWindow(stage.profile('alice/window'))
  const page = await waitFor(() =>
    window
      .contexts()[0]
      ?.pages()
      .find((one) => one.url().startsWith('http://127.0.0.1:')),
  )
  await page.getByRole('main', { name: 'Pears' }).waitFor()
  await page.getByText('you are alice').waitFor()
  await page.getByText('And this was said after the crash.', { exact: true }).waitFor()
  const devtools = await window.newBrowserCDPSession()
  await devtools.send('Browser.close')
  await terminal.see('exit 0')
  expect(await tourProcesses(stage.clone)).toEqual([])
})

test('a display that is not there ends in the chat', async () => {
  await using stage = await openStage()
  await using terminal = await openTerminal(stage, { DISPLAY: ':none', COMICE_BROWSER: '/bin/false' })
  await terminal.see('No window could be opened, so here is the chat.')
  await terminal.see('And this was said after the crash.')
  await terminal.type('/quit')
  await terminal.press('Enter')
  await terminal.see('exit 0')
})

test('Ctrl-C, which every process of the terminal hears, ends everything', async () => {
  await using stage = await openStage()
  await using terminal = await openTerminal(stage)
  await terminal.see('bob joins by an invite: alice sees 2 members')
  await terminal.press('C-c')
  await terminal.see('exit 130')
  expect(await tourProcesses(stage.clone)).toEqual([])
})

/** Without the terminal itself, which stands in the clone and stays open to be read. */
async function tourProcesses(clone: string) {
  const running = await processesBelow(clone)
  return running.filter(({ command }) => !/^(tmux|sh|cat)\b|tmux/.test(command))
}

async function attachToWindow(dataDir: string) {
  const port = await waitFor(
    async () => (await readFile(path.join(dataDir, 'DevToolsActivePort'), 'utf8')).split('\n')[0],
    { timeoutMs: TOUR_TIMEOUT_MS },
  )
  return chromium.connectOverCDP(`http://127.0.0.1:${port}`)
}
