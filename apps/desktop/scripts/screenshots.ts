/** Pictures of the main screens, light, dark and narrow, into screenshots/ (not in git): look at them, critically. */
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { subscribe } from '@comice/client'
import type { Prepared, WorkState } from '@comice/host'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import type { Page } from 'playwright-core'
import { drawIcon, releaseApp } from '../test/setup/apps.ts'
import { askToInstall, openApps, press } from './app-steps.ts'
import { driveScreens, prepareDrives } from './drive-screens.ts'
import { fileScreens, prepareFiles } from './file-screens.ts'
import { machineScreens, prepareMachines } from './machine-screens.ts'
import { moderationScreens, prepareModeration } from './moderation-screens.ts'
import { ORCHARD_LINES, prepareCommittee, prepareLongNames, roomScreens } from './room-screens.ts'
import { transferScreens } from './transfer-screens.ts'
import { launchBrowser, openWindow } from '../test/setup/browser.ts'
import { startNode } from '../test/setup/node-process.ts'

const out = path.join(import.meta.dirname, '../screenshots')
await rm(out, { recursive: true, force: true })
await mkdir(out, { recursive: true })

await using dir = await tempDir()
await using dht = await createTestDht()
await using alice = await startNode('alice', path.join(dir.path, 'alice'), {
  bootstrap: dht.address,
  home: dir.join('home'),
})
await using bob = await startNode('bob', path.join(dir.path, 'bob'), { bootstrap: dht.address })
await using browser = await launchBrowser()

const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1120, height: 760 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1120, height: 760 } },
  { name: 'narrow', colorScheme: 'light', viewport: { width: 360, height: 780 } },
  { name: 'narrow-dark', colorScheme: 'dark', viewport: { width: 360, height: 780 } },
] as const
type Look = (typeof looks)[number]

const only = process.argv.slice(2)
for (const look of looks) {
  await shoot(look, { name: 'welcome', looks, isInRoom: false })
  for (const place of ['Apps', 'Drives', 'Machines']) {
    const arrange = (page: Page) => press(page, place)
    await shoot(look, { name: `welcome-${place.toLowerCase()}`, looks, isInRoom: false, arrange })
  }
}
const room = await alice.api.rooms.create.mutate({ name: 'Orchard committee', nickname: 'alice' })
for (const [name, nickname] of [
  ['Pears', 'alice'],
  ['Sunday walks', 'alice'],
  ['東京の部屋', 'alice'],
] as const) {
  await alice.api.rooms.create.mutate({ name, nickname })
}
await alice.api.rooms.choose.mutate({ room: 'Pears', muted: true })
await alice.api.rooms.choose.mutate({ room: 'Sunday walks', archived: true })
// A room whose only member is away: joining it goes on looking.
const { id: away } = await bob.api.rooms.create.mutate({ name: 'Away', nickname: 'bob' })
const { text: spent } = await bob.api.rooms.invite.mutate({ room: away })
const { text } = await alice.api.rooms.invite.mutate({ room: room.id })
await bob.api.rooms.join.mutate({ invite: text, nickname: 'Bob Żółty', timeoutMs: 60_000 })
for (const [who, line] of ORCHARD_LINES) {
  const api = who === 'alice' ? alice.api : bob.api
  await api.rooms.say.mutate({ room: room.id, text: line })
  const other = who === 'alice' ? bob.api : alice.api
  await waitFor(async () => {
    const { messages } = await other.rooms.history.query({ room: room.id, limit: 1 })
    return messages.at(-1)?.text === line
  })
}

/** Window apps of bob's and alice's, and one for a terminal, as alice has them. */
const list = await releaseApp(bob, dir.join('list'), {
  icon: drawIcon([
    [76, 103, 28],
    [228, 234, 198],
  ]),
})
const ladder = await releaseApp(bob, dir.join('ladder'), {
  json: {
    name: 'ladder-watch',
    description:
      'Tells the neighbours who has the long ladder, and sends the weather of tomorrow to all of them.',
    pear: {
      name: 'Ladder watch',
      type: 'window',
      permissions: { net: ['https://weather.example.org', 'https://example.com:8443'], fs: ['pick'] },
    },
  },
})
const full = await releaseApp(bob, dir.join('full'), {
  icon: drawIcon([
    [39, 37, 28],
    [217, 139, 87],
  ]),
  json: { name: 'swarm-tools', pear: { name: 'Swarm tools', type: 'terminal', permissions: { full: true } } },
})
await install(list.link)
await list.release({ version: '1.1.0' })
await waitFor(async () => {
  const apps = await alice.api.apps.list.query()
  return apps.some(({ id, update }) => id === list.id && update.kind === 'ready')
})

await prepareDrives(alice, bob)
const committee = await prepareCommittee(alice, bob)
const council = await prepareModeration(alice, bob)
const longNames = await prepareLongNames(alice, bob)
const pictures = await prepareFiles(alice, bob, dir.join('files'))
await prepareMachines(alice, bob)

/** As alice's window would, with a yes. */
async function install(link: string): Promise<void> {
  const states = subscribe<{ target: string }, WorkState<unknown, Prepared>>(alice.api.apps.prepare, {
    target: link,
  })
  for await (const state of states) {
    if (state.kind !== 'done' || state.value.kind !== 'question') continue
    await alice.api.apps.allow.mutate({ questionId: state.value.questionId })
  }
}

interface Screen {
  readonly name: string
  readonly looks: readonly Look[]
  /** Whether the room is open; otherwise the list is. */
  readonly isInRoom: boolean
  /** Default: the first one. */
  readonly room?: string
  readonly arrange?: (page: Page) => Promise<unknown>
}

const [light, dark, narrow, narrowDark] = looks
const transfers = await transferScreens({ alice, bob }, dir.join('sent'))
const screens: readonly Screen[] = [
  {
    name: 'room',
    looks,
    isInRoom: true,
    arrange: (page) => page.getByText('Thursday, eight.').first().waitFor(),
  },
  {
    name: 'members',
    looks,
    isInRoom: true,
    arrange: async (page) => {
      await page.getByRole('button', { name: /^Members/ }).click()
      await page.getByText('Bob Żółty').last().waitFor()
    },
  },
  { name: 'invite-terms', looks, isInRoom: true, arrange: (page) => press(page, 'Invite') },
  {
    name: 'invite',
    looks,
    isInRoom: true,
    arrange: async (page) => {
      await press(page, 'Invite')
      await press(page, 'Create invite')
      await page.locator('[data-invite]').waitFor()
    },
  },
  { name: 'create', looks, isInRoom: false, arrange: (page) => press(page, 'Create a room') },
  {
    name: 'join',
    looks,
    isInRoom: false,
    arrange: async (page) => {
      const invite = await bob.api.rooms.invite.mutate({ room: room.id })
      await press(page, 'Join a room')
      await page.getByRole('textbox', { name: 'Invite' }).fill(invite.text.slice(0, -1))
      await press(page, 'Join room')
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'switch',
    looks: [light, dark],
    isInRoom: true,
    arrange: async (page) => {
      await page.locator('[data-message]').first().waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('option', { name: 'Pears' }).waitFor()
    },
  },
  {
    name: 'help',
    looks: [light, dark, narrow],
    isInRoom: false,
    arrange: (page) => press(page, 'Keyboard help'),
  },
  {
    name: 'peers',
    looks,
    isInRoom: false,
    arrange: (page) => page.getByRole('button', { name: /show the peers/ }).click(),
  },
  {
    name: 'too-long',
    looks: [light, dark],
    isInRoom: true,
    arrange: (page) => page.getByRole('textbox').fill('and so on '.repeat(1700)),
  },
  {
    name: 'app',
    looks,
    isInRoom: false,
    arrange: async (page) => {
      await openApps(page)
      await page.getByText('You allowed it').waitFor()
      await page.getByText(/It keeps/).waitFor()
    },
  },
  {
    name: 'app-end',
    looks: [narrow, narrowDark],
    isInRoom: false,
    arrange: async (page) => {
      await openApps(page)
      await page.getByText('You allowed it').waitFor()
      await page.getByRole('button', { name: 'Remove…' }).scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'install-link',
    looks,
    isInRoom: false,
    arrange: async (page) => {
      await press(page, 'Apps')
      await press(page, 'Install an app')
      await page.getByRole('textbox', { name: 'Link of the app' }).fill('comice://not-a-link-but-long-enough')
    },
  },
  {
    name: 'consent',
    looks,
    isInRoom: false,
    arrange: (page) => askToInstall(page, ladder.link),
  },
  {
    name: 'consent-full',
    looks,
    isInRoom: false,
    arrange: async (page) => {
      await askToInstall(page, full.link)
      await page.getByRole('textbox', { name: /type its name/ }).fill('Swarm')
    },
  },
  {
    name: 'remove',
    looks: [light, narrowDark],
    isInRoom: false,
    arrange: async (page) => {
      await openApps(page)
      await press(page, 'Remove…')
    },
  },
  ...roomScreens.map((screen) => ({
    ...screen,
    looks,
    isInRoom: true,
    room: screen.name.startsWith('long') ? longNames : committee,
  })),
  ...moderationScreens.map((screen) => ({ ...screen, looks, isInRoom: true, room: council })),
  ...fileScreens.map((screen) => ({ ...screen, looks, isInRoom: true, room: pictures })),
  ...machineScreens.map((screen) => ({ ...screen, looks, isInRoom: false })),
  ...driveScreens.map((screen) => ({ ...screen, looks, isInRoom: false })),
  ...transfers.map((screen) => ({ ...screen, looks, isInRoom: false })),
  { name: 'list', looks: [light, narrow, narrowDark], isInRoom: false },
  {
    name: 'refused',
    looks,
    isInRoom: false,
    arrange: async (page) => {
      await page.evaluate(() => sessionStorage.clear())
      await page.reload()
      await page.getByRole('heading').waitFor()
    },
  },
  {
    name: 'joining',
    looks: [light],
    isInRoom: false,
    arrange: async (page) => {
      await bob.kill()
      await press(page, 'Join a room')
      await page.getByRole('textbox', { name: 'Invite' }).fill(spent)
      await press(page, 'Join room')
      await page.getByText(/Looking for a member/).waitFor()
    },
  },
]
for (const screen of screens) {
  for (const look of screen.looks) await shoot(look, screen)
}
console.log(out)

async function shoot(look: Look, screen: Screen): Promise<void> {
  if (only.length > 0 && !only.includes(screen.name)) return
  const [{ name, ...options }, { isInRoom, arrange }] = [look, screen]
  const context = {
    ...options,
    reducedMotion: 'reduce' as const,
    ...(isInRoom ? { room: screen.room ?? room.id } : {}),
  }
  await using window = await openWindow(browser, alice, context)
  const { page, complaints } = window
  // Not before the node has answered: until then the window is empty.
  const answered = isInRoom
    ? page.locator('[data-message]')
    : page.getByText(/A room of your own|Orchard committee/)
  await answered.first().waitFor()
  if (!isInRoom) await page.getByRole('button', { name: /show the peers/ }).waitFor()
  await arrange?.(page)
  await page.screenshot({ path: path.join(out, `${screen.name}-${name}.png`) })
  for (const complaint of complaints) console.warn(`${screen.name}-${name}: ${complaint}`)
}
