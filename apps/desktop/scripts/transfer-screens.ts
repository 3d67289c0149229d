/** What the pictures of files by a code show: alice sends and receives, bob is the other end. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import type { NodeProcess } from '../test/setup/node-process.ts'
import type { DriveScreen } from './drive-screens.ts'

const NAMES = [
  'pruning plan.txt',
  'a very long name that nobody would give a file but somebody always does in the end.txt',
]

/** Makes what is sent below `dir`. */
export async function transferScreens(
  { alice, bob }: { readonly alice: NodeProcess; readonly bob: NodeProcess },
  dir: string,
): Promise<DriveScreen[]> {
  const folder = path.join(dir, 'orchard photos')
  await mkdir(folder, { recursive: true })
  for (const name of ['gate.jpg', 'south wall.jpg'])
    await writeFile(path.join(folder, name), new Uint8Array(900_000))
  for (const name of NAMES)
    await writeFile(path.join(dir, name), 'Pick them hard, then a month in the cellar.\n')
  const paths = [folder, ...NAMES.map((name) => path.join(dir, name))]
  const offer = async () => (await bob.api.transfers.send.mutate({ paths, receivers: 16 })).code
  const code = await offer()
  await alice.api.transfers.send.mutate({ paths, receivers: 2, number: 4821 })
  return [...sendScreens(dir), ...receiveScreens(code)]
}

function sendScreens(dir: string): DriveScreen[] {
  return [
    {
      name: 'send',
      arrange: async (page) => {
        await open(page, 'Send files by a code')
        const chooser = page.waitForEvent('filechooser')
        await page.getByRole('button', { name: 'Add files' }).last().click()
        await (await chooser).setFiles(NAMES.map((name) => path.join(dir, name)))
        await page.getByRole('list', { name: 'Files to send' }).waitFor()
      },
    },
    {
      name: 'send-code',
      arrange: async (page) => {
        await open(page, 'Send files by a code')
        const chooser = page.waitForEvent('filechooser')
        await page.getByRole('button', { name: 'Add files' }).last().click()
        await (await chooser).setFiles(NAMES.map((name) => path.join(dir, name)))
        await page.getByRole('button', { name: 'Get a code' }).click()
        await page.locator('[data-code]').waitFor()
      },
    },
    {
      name: 'send-by-command',
      arrange: async (page) => {
        await page.getByRole('button', { name: 'Drives', exact: true }).first().click()
        await page
          .getByRole('region', { name: 'Transfers' })
          .getByRole('button', { name: /0 of 2$/u })
          .last()
          .click()
        await page.getByText('Its code is in the terminal').waitFor()
      },
    },
  ]
}

function receiveScreens(code: string): DriveScreen[] {
  return [
    {
      name: 'receive-wrong',
      arrange: async (page) => {
        await open(page, 'Receive files by a code')
        await page.getByRole('textbox', { name: 'Code' }).fill('4821-pearr-orbit-lamp')
        await page.keyboard.press('Enter')
        await page.getByRole('alert').waitFor()
      },
    },
    { name: 'receive-offer', arrange: (page) => look(page, code) },
    {
      name: 'received',
      arrange: async (page) => {
        await look(page, code)
        await page.getByRole('button', { name: 'Receive', exact: true }).click()
        await page.getByRole('list', { name: 'Saved' }).waitFor()
      },
    },
    {
      name: 'transfers',
      arrange: async (page) => {
        await page.getByRole('button', { name: 'Drives', exact: true }).first().click()
        await page.getByRole('region', { name: 'Transfers' }).waitFor()
      },
    },
  ]
}

async function look(page: Page, code: string): Promise<void> {
  await open(page, 'Receive files by a code')
  await page.getByRole('textbox', { name: 'Code' }).fill(code)
  await page.keyboard.press('Enter')
  await page.getByText('Do you want it?').waitFor({ timeout: 60_000 })
}

async function open(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Drives', exact: true }).first().click()
  await page.getByRole('button', { name }).click()
  await page.getByRole('dialog').waitFor()
}
