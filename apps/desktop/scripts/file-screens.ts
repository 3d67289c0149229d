/** What the pictures of files in rooms show: what can be seen, what is saved only, names of any length, and who has gone. */
import path from 'node:path'
import { mkdir, writeFile } from 'node:fs/promises'
import { runWork } from '@comice/client/node'
import { waitFor } from '@comice/testkit'
import type { Page } from 'playwright-core'
import { drawIcon } from '../test/setup/apps.ts'
import { onePagePdf } from '../test/setup/drives.ts'
import type { NodeProcess } from '../test/setup/node-process.ts'
import { press } from './app-steps.ts'

export interface FileScreen {
  readonly name: string
  readonly arrange: (page: Page) => Promise<unknown>
}

const LONG_NAME =
  'a very long name that nobody would give a file but somebody always does in the end, and then another.txt'

const picture = drawIcon(
  [
    [76, 103, 28],
    [228, 234, 198],
  ],
  320,
)

/** A room in which both have sent files; `dir` takes the files before they are sent. */
export async function prepareFiles(alice: NodeProcess, bob: NodeProcess, dir: string): Promise<string> {
  await mkdir(dir)
  const { id: room } = await alice.api.rooms.create.mutate({
    ...{ name: 'Harvest pictures', nickname: 'alice', format: 2 },
  })
  const { text: invite } = await alice.api.rooms.invite.mutate({ room, maxUses: 0 })
  await bob.api.rooms.join.mutate({ invite, nickname: 'Bob Żółty', timeoutMs: 60_000 })
  await waitFor(async () => (await bob.api.rooms.members.query({ room })).some(({ mine }) => mine))
  const send = async (
    who: NodeProcess,
    text: string,
    contents: Readonly<Record<string, string | Uint8Array>>,
  ) => {
    const files = Object.keys(contents).map((name) => path.join(dir, name))
    for (const [name, bytes] of Object.entries(contents)) await writeFile(path.join(dir, name), bytes)
    for await (const _ of runWork(who.address, { name: 'rooms.send', input: { room, files, text } })) continue
  }
  await send(alice, 'The south wall, this morning', { 'south wall.png': picture })
  await send(alice, '', {
    'Harvest report 2026.pdf': onePagePdf('Seven trees, 212 kg'),
    'talk.webm': new Uint8Array(3_400_000),
  })
  await waitFor(async () => (await bob.api.rooms.history.query({ room })).messages.length === 2)
  await send(bob, 'What I have:', { [LONG_NAME]: 'pears', 'צהריים.txt': 'pears', 'gate.png': picture })
  await waitFor(async () => (await alice.api.rooms.history.query({ room })).messages.length === 3)
  return room
}

export const fileScreens: readonly FileScreen[] = [
  {
    name: 'files-room',
    arrange: async (page) => {
      const picture = page.getByRole('button', { name: /^Picture: gate/u }).locator('img')
      await waitFor(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth > 0))
    },
  },
  {
    name: 'files-chosen',
    arrange: async (page) => {
      await page.locator('input[type=file]').setInputFiles([
        { name: 'bowl.png', mimeType: 'image/png', buffer: picture },
        { name: LONG_NAME, mimeType: 'text/plain', buffer: Buffer.from('pears') },
      ])
      const chosen = page.getByRole('list', { name: 'Files to send' })
      await chosen.getByText('Getting ready').first().waitFor({ state: 'detached' })
      await chosen.getByText('5 B').waitFor()
    },
  },
  {
    name: 'files-too-many',
    arrange: async (page) => {
      const one = { mimeType: 'text/plain', buffer: Buffer.from('pears') }
      const many = Array.from({ length: 9 }, (_, at) => ({ ...one, name: `pear ${at}.txt` }))
      await page.locator('input[type=file]').setInputFiles(many)
      await page.getByRole('alert').waitFor()
    },
  },
  { name: 'files-sheet', arrange: openFiles },
  {
    name: 'files-drop',
    arrange: async (page) => {
      await openFiles(page)
      await press(page, 'Take south wall.png off this disk')
      await page.getByRole('button', { name: 'Take it off' }).waitFor()
    },
  },
  {
    name: 'files-large',
    arrange: async (page) => {
      await page.getByRole('button', { name: /^Picture: south wall/u }).click()
      await page.getByRole('dialog').locator('img').waitFor()
    },
  },
]

async function openFiles(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Files', exact: true })
  if (await button.isVisible()) await button.click()
  else {
    // Where it is narrow they are in the menu.
    await press(page, 'More for this room')
    await page.getByRole('menuitem', { name: 'Files' }).click()
  }
  await page.getByRole('dialog', { name: 'Files' }).getByRole('listitem').first().waitFor()
}
