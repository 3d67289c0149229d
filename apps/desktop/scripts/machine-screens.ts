/** What the pictures of machines and of oneself show: bob's machine under a name, what it may do, and a service. */
import type { Page } from 'playwright-core'
import type { NodeProcess } from '../test/setup/node-process.ts'
import { press } from './app-steps.ts'

const LONG_NAME = 'the-old-laptop-in-the-cellar-below-the-stairs'

export interface MachineScreen {
  readonly name: string
  readonly arrange: (page: Page) => Promise<unknown>
}

export async function prepareMachines(alice: NodeProcess, bob: NodeProcess): Promise<void> {
  const { device } = await bob.api.id.show.query()
  await alice.api.remote.peers.add.mutate({ name: LONG_NAME, key: device })
  const until = Date.now() + 24 * 3_600_000
  await alice.api.remote.grants.add.mutate({ who: device, what: 'exec:/usr/bin/uptime', until })
  await alice.api.remote.grants.add.mutate({ who: device, what: 'shell' })
}

export const machineScreens: readonly MachineScreen[] = [
  { name: 'you', arrange: openYou },
  {
    name: 'you-compare',
    arrange: async (page) => {
      await openYou(page)
      await page.getByRole('textbox', { name: 'Make sure of somebody' }).fill('nobody')
      await page.getByText('That is no identity').scrollIntoViewIfNeeded()
    },
  },
  { name: 'machine-here', arrange: (page) => openMachine(page, /^This machine/u) },
  { name: 'machine', arrange: (page) => openMachine(page, /^the-old-laptop/u) },
  {
    name: 'machine-grant',
    arrange: async (page) => {
      await openMachine(page, /^the-old-laptop/u)
      await page.getByRole('button', { name: 'Allow something…' }).click()
      await page.getByRole('button', { name: 'Allow', exact: true }).scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'machine-add',
    arrange: async (page) => {
      await press(page, 'Machines')
      await press(page, 'Add a machine')
      await page.getByRole('textbox', { name: 'Its key' }).fill('nothing')
      await page.getByRole('textbox', { name: 'What you call it' }).fill('cellar')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').getByRole('alert').waitFor()
    },
  },
]

async function openYou(page: Page): Promise<void> {
  await press(page, 'You')
  await page.getByRole('button', { name: 'Copy your identity' }).waitFor()
}

async function openMachine(page: Page, name: RegExp): Promise<void> {
  await press(page, 'Machines')
  await page.getByRole('button', { name }).first().click()
  await page.getByRole('main').waitFor()
}
