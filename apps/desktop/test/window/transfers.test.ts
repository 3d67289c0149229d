/// <reference lib="dom" />
/** Files by a code, in a real browser: given by one window, got by another person's, and what goes wrong on the way. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { waitFor } from '@comice/testkit'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { seriousFindings } from '../setup/accessibility.ts'
import { openWindow } from '../setup/browser.ts'
import { createTwoPeople, type TwoPeople } from '../setup/two-people.ts'

let people: TwoPeople
beforeAll(async () => {
  people = await createTwoPeople()
})
afterAll(async () => {
  await people[Symbol.asyncDispose]()
})

afterEach(async () => {
  for (const { api } of [people.alice, people.bob])
    for (const { id } of await api.transfers.list.query()) await api.transfers.stop.mutate({ id })
})

const CODE = /^\d+(?:-[a-z]+){3}$/u
const downloads = (name: string) => people.dir.join(`home-of-${name}`, 'Downloads')

async function openDialog(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Drives', exact: true }).click()
  await page.getByRole('button', { name }).click()
  await page.getByRole('dialog').waitFor()
}

/** As a file manager would: onto the dialog. */
async function drop(page: Page, files: readonly string[]): Promise<void> {
  const box = await page.getByText('Drag files or folders here').boundingBox()
  const at = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20 }
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...at, data })
}

async function makeWalks(): Promise<string> {
  const folder = people.dir.join('walks')
  await mkdir(path.join(folder, 'photos'), { recursive: true })
  await writeFile(path.join(folder, 'plan.txt'), 'to the mill')
  await writeFile(path.join(folder, 'photos/mill.txt'), 'a mill')
  return folder
}

test('alice drops a folder and gets a code; bob types it, sees what it is, and has it', async () => {
  const { alice, bob, browser } = people
  await using hers = await openWindow(browser, alice)
  await openDialog(hers.page, 'Send files by a code')
  await drop(hers.page, [await makeWalks()])
  await hers.page.getByText('2 files · 17 bytes').waitFor()
  expect(await seriousFindings(hers.page)).toEqual([])
  await hers.page.getByRole('button', { name: 'Get a code' }).click()
  await hers.page.locator('[data-code]').waitFor()
  const code = (await hers.page.locator('[data-code]').textContent()) ?? ''
  expect(code).toMatch(CODE)
  await hers.page.getByRole('img', { name: `The code ${code} as a QR code` }).waitFor()
  expect(await seriousFindings(hers.page)).toEqual([])

  await using his = await openWindow(browser, bob)
  const { page } = his
  await openDialog(page, 'Receive files by a code')
  const [number, first, ...rest] = code.split('-')
  const wrong = [number, first === 'abandon' ? 'ability' : 'abandon', ...rest].join(' ')
  await page.getByRole('textbox', { name: 'Code' }).fill(wrong)
  await page.keyboard.press('Enter')
  await page.getByText('SEND_CODE_WRONG').waitFor()
  await hers.page.getByText('Somebody tried a wrong code 1 time').waitFor()

  await page.getByRole('textbox', { name: 'Code' }).fill(code.replaceAll('-', ' '))
  await page.getByRole('button', { name: 'Look' }).click()
  await page.getByRole('list', { name: 'What is offered' }).getByText('walks').waitFor()
  await hers.page.getByRole('dialog').getByText('Somebody looks at it').waitFor()
  expect(await readdir(people.dir.path)).not.toContain('home-of-bob')
  expect(await seriousFindings(page)).toEqual([])
  // The button that it is about has the focus.
  await page.keyboard.press('Enter')
  await page.getByRole('list', { name: 'Saved' }).getByText('walks').waitFor()
  expect(await readFile(path.join(downloads('bob'), 'walks/plan.txt'), 'utf8')).toBe('to the mill')
  expect(await readFile(path.join(downloads('bob'), 'walks/photos/mill.txt'), 'utf8')).toBe('a mill')
  await hers.page.getByText('It has arrived').first().waitFor()
  // What the page gave the node is gone with the transfer.
  await waitFor(async () => (await readdir(path.join(alice.dir, 'outbox'))).length === 0)

  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
  const listed = page.getByRole('region', { name: 'Transfers' })
  await listed.getByText('It is here').waitFor()
  await listed.getByRole('button', { name: 'Forget walks' }).click()
  await waitFor(async () => (await listed.count()) === 0)
  expect([...hers.complaints, ...his.complaints]).toEqual([])
})

test('what is not wanted is not written; a name that is taken gets a number; a send can be stopped', async () => {
  const { alice, bob, browser } = people
  const file = people.dir.join('pears.txt')
  await writeFile(file, 'comice')
  const sent = await alice.api.transfers.send.mutate({ paths: [file] })
  await using window = await openWindow(browser, bob)
  const { page, complaints } = window
  const look = async (code: string) => {
    await page.getByRole('textbox', { name: 'Code' }).fill(code)
    await page.getByRole('button', { name: 'Look' }).click()
    await page.getByText('Do you want it?').waitFor()
  }
  await openDialog(page, 'Receive files by a code')
  await look(sent.code)
  await page.getByRole('button', { name: 'No', exact: true }).click()
  await page.getByText('SEND_DECLINED').waitFor()
  expect(await page.getByRole('region', { name: 'Transfers' }).count()).toBe(0)
  // Closing the dialog is a no as well.
  await look(sent.code)
  await page.keyboard.press('Escape')
  await waitFor(async () => {
    const [view] = await alice.api.transfers.list.query()
    return view?.kind === 'send' && view.receivers.length === 0
  })

  await mkdir(downloads('bob'), { recursive: true })
  await writeFile(path.join(downloads('bob'), 'pears.txt'), 'mine')
  await page.getByRole('button', { name: 'Receive files by a code' }).click()
  await look(sent.code)
  await page.getByRole('button', { name: 'Receive', exact: true }).click()
  await page.getByRole('list', { name: 'Saved' }).getByText('pears (2).txt').waitFor()
  expect(await readFile(path.join(downloads('bob'), 'pears.txt'), 'utf8')).toBe('mine')

  const other = await bob.api.transfers.send.mutate({ paths: [file] })
  await page.keyboard.press('Escape')
  const listed = page.getByRole('region', { name: 'Transfers' })
  await listed
    .getByRole('button', { name: /^pears\.txt/u })
    .first()
    .click()
  // A page that was made to do what its user does not want cannot give it to others, or have it itself.
  await page.getByText('Its code is in the terminal that it was begun in.').waitFor()
  expect(await page.getByText(other.code).count()).toBe(0)
  await page.getByRole('button', { name: 'Stop sending' }).click()
  await waitFor(async () => (await page.getByRole('dialog').count()) === 0)
  expect((await bob.api.transfers.list.query()).filter(({ kind }) => kind === 'send')).toEqual([])
  expect(complaints).toEqual([])
})
