/** What the pictures of drives show: drives of alice's, one of bob's, and how each screen is come to. */
import type { Page } from 'playwright-core'
import { drawIcon } from '../test/setup/apps.ts'
import { onePagePdf, seededDrive, writeFileIn } from '../test/setup/drives.ts'
import type { NodeProcess } from '../test/setup/node-process.ts'

const picture = drawIcon([
  [76, 103, 28],
  [228, 234, 198],
])

export async function prepareDrives(alice: NodeProcess, bob: NodeProcess): Promise<void> {
  await alice.api.drives.create.mutate({ name: 'orchard', isEncrypted: true })
  const put = (path: string, contents: string | Uint8Array) => writeFileIn(alice, `orchard:${path}`, contents)
  await put(
    '/README.md',
    '# The orchard\n\nSeven trees, one dog.\n\n\tPick them hard, then a month in the cellar.\n',
  )
  for (const name of ['south-wall.png', 'gate.png', 'pear-10.png', 'pear-2.png'])
    await put(`/photos/${name}`, picture)
  await put('/Harvest report 2026.pdf', onePagePdf('Seven trees, 212 kg'))
  await put(
    '/harvest.csv',
    `tree,kg\n${Array.from({ length: 40 }, (_, index) => `${index},${index * 7}`).join('\n')}`,
  )
  await put('/a very long name that nobody would give a file but somebody always does in the end.txt', 'yes')
  await put('/talk.webm', new Uint8Array(3_400_000))
  await put('/old/notes.txt', 'to be burnt')
  await put(
    '/README.md',
    '# The orchard\n\nSeven trees, one very old dog.\n\n\tPick them hard, then a month in the cellar.\n',
  )
  await alice.api.drives.seed.mutate({ name: 'orchard' })
  await alice.api.drives.create.mutate({ name: 'empty' })
  await alice.api.drives.create.mutate({ name: 'uploads' })
  const { link } = await seededDrive(bob, 'ladders', {
    '/ladders.txt': 'three, one of them long',
    '/crates.txt': 'twelve',
  })
  await alice.api.drives.add.mutate({ link, name: 'bobs-ladders' })
}

export interface DriveScreen {
  readonly name: string
  readonly arrange: (page: Page) => Promise<unknown>
}

export const driveScreens: readonly DriveScreen[] = [
  { name: 'drives-choose', arrange: (page) => press(page, 'Drives') },
  { name: 'drive', arrange: openOrchard },
  { name: 'drive-empty', arrange: (page) => openDrive(page, /^empty/, 'Nothing here yet') },
  { name: 'drive-of-bob', arrange: (page) => openDrive(page, /^bobs-ladders/, 'ladders.txt') },
  {
    name: 'drive-menu',
    arrange: async (page) => {
      await openOrchard(page)
      await press(page, 'More for harvest.csv')
      await page.getByRole('menuitem', { name: 'Rename' }).waitFor()
    },
  },
  { name: 'drive-image', arrange: (page) => preview(page, ['photos', 'gate.png']) },
  {
    name: 'drive-text',
    arrange: async (page) => {
      await preview(page, ['README.md'])
      await page.getByText('Seven trees').waitFor()
    },
  },
  {
    name: 'drive-pdf',
    arrange: async (page) => {
      await preview(page, ['Harvest report 2026.pdf'])
      await page.waitForTimeout(1500)
    },
  },
  {
    name: 'drive-broken',
    arrange: async (page) => {
      await preview(page, ['talk.webm'])
      await page.getByText('It cannot be shown').waitFor()
    },
  },
  {
    name: 'drive-history',
    arrange: async (page) => {
      await openOrchard(page)
      await press(page, 'History of the drive')
      await page.getByRole('button', { name: 'What changed' }).first().click()
      await page.getByRole('dialog').getByText('README.md').waitFor()
    },
  },
  {
    name: 'drive-file-history',
    arrange: async (page) => {
      await openOrchard(page)
      await press(page, 'More for README.md')
      await page.getByRole('menuitem', { name: 'History' }).click()
      await page.getByText('as it is now').waitFor()
    },
  },
  {
    name: 'drive-restore',
    arrange: async (page) => {
      await openOrchard(page)
      await press(page, 'History of the drive')
      await page.getByRole('button', { name: 'Restore…' }).last().click()
      await press(page, 'Restore')
      await page.getByText('More than a tenth').waitFor()
    },
  },
  {
    name: 'drive-share',
    arrange: async (page) => {
      await openOrchard(page)
      await press(page, 'Share')
      await page.locator('[data-link]').waitFor()
    },
  },
  {
    name: 'drive-create',
    arrange: async (page) => {
      await press(page, 'Drives')
      await press(page, 'Create a drive')
      await page.getByRole('textbox', { name: 'Name' }).fill('Sunday Walks!')
    },
  },
  {
    name: 'drive-open',
    arrange: async (page) => {
      await press(page, 'Drives')
      await press(page, 'Open a drive by its link')
      await page.getByRole('textbox', { name: 'Link of the drive' }).fill('pear://nobody')
      await press(page, 'Open drive')
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'drive-delete',
    arrange: async (page) => {
      await openOrchard(page)
      await press(page, 'More for photos')
      await page.getByRole('menuitem', { name: 'Delete' }).click()
    },
  },
  {
    name: 'drive-remove',
    arrange: async (page) => {
      await openOrchard(page)
      await press(page, 'More for this drive')
      await page.getByRole('menuitem', { name: 'Remove' }).click()
      await page.getByText('Delete its files').click()
    },
  },
  {
    name: 'drive-uploads',
    arrange: async (page) => {
      await openDrive(page, /^uploads/, 'Nothing here yet')
      const chooser = page.waitForEvent('filechooser')
      await press(page, 'Add files')
      await (
        await chooser
      ).setFiles([
        { name: 'pears.txt', mimeType: 'text/plain', buffer: Buffer.from('pears') },
        { name: 'a\u202Etxt.exe', mimeType: 'text/plain', buffer: Buffer.from('no') },
      ])
      await page.getByText('left out').waitFor()
      await page.getByRole('grid').getByText('pears.txt').waitFor()
      // For the next look.
      await press(page, 'More for pears.txt')
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await press(page, 'Delete')
      await page.getByText('Nothing here yet').waitFor()
    },
  },
]

async function openOrchard(page: Page): Promise<void> {
  await openDrive(page, /^orchard/, 'harvest.csv')
}

async function openDrive(page: Page, name: RegExp, shown: string): Promise<void> {
  await press(page, 'Drives')
  await page.getByRole('button', { name }).first().click()
  await page.getByText(shown).first().waitFor()
}

async function preview(page: Page, names: readonly string[]): Promise<void> {
  await openOrchard(page)
  for (const name of names) await page.getByRole('row', { name }).first().click()
  await page.getByRole('dialog').waitFor()
}

function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).first().click()
}
