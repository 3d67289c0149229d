/** `pnpm --filter desktop dev`: the page from sources, against a live node. */
import { fileURLToPath } from 'node:url'
import { createLocalClient } from '@comice/client/node'
import { findNode } from '@comice/host/launch'
import { spawnPeer, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { launchBrowser } from '../setup/browser.ts'

test('the development server shows the page, which talks to its node', async () => {
  await using dir = await tempDir('dev')
  await using dev = await spawnPeer({
    script: fileURLToPath(new URL('../../scripts/dev.ts', import.meta.url)),
    args: [dir.path],
    execArgv: ['--conditions=@comice/source'],
  })
  const url = await dev.waitForLine(/#code=/, { timeoutMs: 60_000 })
  const address = await findNode(dir.path)
  expect(address).not.toBe(null)
  await using client = createLocalClient(address!)
  await using _node = { [Symbol.asyncDispose]: async () => void (await client.api.node.stop.mutate()) }

  const browser = await launchBrowser()
  await using _browser = { [Symbol.asyncDispose]: () => browser.close() }
  const page = await browser.newPage()
  await page.goto(url.trim())
  await page.getByRole('heading', { name: 'A room of your own' }).waitFor({ timeout: 60_000 })
  await client.api.rooms.create.mutate({ name: 'From sources', nickname: 'alice' })
  await page.getByRole('button', { name: 'From sources' }).click()
  await page.getByRole('main', { name: 'From sources' }).waitFor()
  // Vite ends itself by SIGTERM, with the shell's code for that.
  expect(await dev.stop()).toMatchObject({ code: 143 })
})
