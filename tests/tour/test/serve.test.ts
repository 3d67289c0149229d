/** `npm start -- --serve`: an address that a browser opens. */
import { expect, test } from 'vitest'
import { launchBrowser } from '../src/browser.ts'
import { processesBelow } from '../src/processes.ts'
import { openStage, TOUR_TIMEOUT_MS } from '../src/tour.ts'

test('the address shows alice her room, bob answers, and a second tour leaves both in peace', async () => {
  await using stage = await openStage()
  await using opened = await launchBrowser()
  await using tour = await stage.start(['--serve'])
  const url = await tour.waitForLine(/^http:\/\/127\.0\.0\.1:\d+\//, { timeoutMs: TOUR_TIMEOUT_MS })
  const page = await opened.browser.newPage()
  await page.goto(url)
  await page.getByRole('main', { name: 'Pears' }).waitFor()
  await page.getByText('you are alice').waitFor()
  await page.getByText('Hello bob, this went straight from my machine to yours.', { exact: true }).waitFor()
  await page.getByText('And this was said after the crash.', { exact: true }).waitFor()

  await using second = await stage.start(['--serve'])
  expect(await second.exited).toMatchObject({ code: 1 })
  expect(second.stderr).toContain(`another tour is running in this clone (process ${tour.pid})`)

  const composer = page.getByRole('textbox', { name: 'Message to Pears' })
  await composer.fill('are you there, bob?')
  await composer.press('Enter')
  await page.getByText('I read you: “are you there, bob?”', { exact: true }).waitFor()

  expect(await tour.stop({ timeoutMs: 30_000 })).toMatchObject({ code: 0 })
  expect(await processesBelow(stage.clone)).toEqual([])
})
