/** What the window does when its node goes away. */
import path from 'node:path'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { seriousFindings } from '../setup/accessibility.ts'
import { launchBrowser, openWindow } from '../setup/browser.ts'
import { startNode } from '../setup/node-process.ts'

test('a message whose answer is lost keeps its text, says so, and can be sent again or discarded', async () => {
  await using dir = await tempDir('desktop')
  await using dht = await createTestDht()
  await using node = await startNode('alice', path.join(dir.path, 'alice'), { bootstrap: dht.address })
  const browser = await launchBrowser()
  await using _ = { [Symbol.asyncDispose]: () => browser.close() }
  const { id } = await node.api.rooms.create.mutate({ name: 'Pears', nickname: 'alice' })
  await using window = await openWindow(browser, node, { room: id })
  const { page } = window
  const composer = page.getByRole('textbox')
  await waitFor(() => page.getByText('you are alice').isVisible())

  // The node is stopped first, so that the call is on its way when the node dies.
  const { pid } = await node.api.status.get.query()
  process.kill(pid, 'SIGSTOP')
  await composer.fill('do not lose me')
  await composer.press('Enter')
  await page.getByText('Saving…').waitFor()
  await node.kill()

  await page.getByText('Reconnecting to Comice’s node…').waitFor()
  const unsent = page.getByRole('group', { name: 'Not sent' })
  await unsent.waitFor()
  expect(await unsent.textContent()).toContain('do not lose me')
  await unsent.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('group', { name: 'Being sent' }).waitFor()
  expect(await page.getByText('do not lose me').count()).toBe(1)
})

test('a window whose node was started anew says at once that it is over, and gives back what was not sent', async () => {
  await using dir = await tempDir('desktop')
  await using dht = await createTestDht()
  const profile = path.join(dir.path, 'alice')
  await using first = await startNode('alice', profile, { bootstrap: dht.address })
  const browser = await launchBrowser()
  await using _ = { [Symbol.asyncDispose]: () => browser.close() }
  const { id } = await first.api.rooms.create.mutate({ name: 'Pears', nickname: 'alice' })
  await using window = await openWindow(browser, first, { room: id })
  const { page } = window
  await waitFor(() => page.getByText('you are alice').isVisible())
  await page.getByRole('textbox').fill('half a thought')
  await first.kill()
  await page.getByText('Reconnecting to Comice’s node…').waitFor()

  await using second = await startNode('alice', profile, { bootstrap: dht.address })
  await page.getByRole('heading', { name: 'This window is no longer connected' }).waitFor()
  expect(await page.getByRole('alert').textContent()).toContain('started anew')
  expect(await page.getByText('comice-desktop').isVisible()).toBe(true)
  expect(await page.getByRole('region', { name: /copy it first/u }).textContent()).toContain('half a thought')
  expect(await seriousFindings(page)).toEqual([])

  // Nothing of the page is left at its address, only where to go from there.
  await page.reload()
  await page.getByRole('heading', { name: 'This window is no longer connected' }).waitFor()
  expect(await page.getByText('comice-desktop').isVisible()).toBe(true)

  await using again = await openWindow(browser, second, { room: id })
  await waitFor(() => again.page.getByText('you are alice').isVisible())
  expect(new URL(again.page.url()).port).not.toBe(new URL(page.url()).port)
})
