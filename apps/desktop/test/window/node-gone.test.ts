/** What the window does when its node goes away. */
import path from 'node:path'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { launchBrowser, openWindow } from '../setup/browser.ts'
import { startNode } from '../setup/node-process.ts'

test('a message whose answer is lost keeps its text, says so, and can be sent again or discarded', async () => {
  await using dir = await tempDir('desktop')
  await using dht = await createTestDht()
  await using node = await startNode('alice', path.join(dir.path, 'alice'), dht.address)
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
