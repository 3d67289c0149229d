/** The story of the tour once more, and this time bob is a person at a window. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { type NodeApi, subscribe } from '@comice/client'
import type { KeepState } from '@comice/host'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { launchBrowser } from '../src/browser.ts'
import { focusOn, paste, tabTo } from '../src/keyboard.ts'
import { openHousehold } from '../src/people.ts'
import { processesBelow } from '../src/processes.ts'

const MESSAGES = [
  { name: 'alice', text: 'hello bob, welcome to your window' },
  { name: 'Robert', text: 'hello alice, I type this with my keyboard' },
  { name: 'Robert', text: 'said before the crash' },
  { name: 'alice', text: 'said while bob was away' },
]

test(
  'alice, a seeder and carol are processes, bob is a window: joined, talked, renamed, crashed, and kept for carol',
  { timeout: 180_000 },
  async () => {
    await using people = await openHousehold()
    await using opened = await launchBrowser()
    await using alice = await people.startNode('alice')
    const { id: room } = await alice.api.rooms.create.mutate({ name: 'Pears', nickname: 'alice' })
    const invites = [await invite(alice.api, room), await invite(alice.api, room)] as const

    const { url } = await people.openWindow('bob')
    const context = await opened.browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
    const page = await context.newPage()
    await page.goto(url)
    await page.getByRole('heading', { name: 'A room of your own' }).waitFor()
    await tabTo(page, 'Join a room')
    await page.keyboard.press('Enter')
    await focusOn(page, 'Invite')
    await paste(page, invites[0])
    await tabTo(page, 'Your name in the room')
    await page.keyboard.type('bob')
    await page.keyboard.press('Enter')
    await page.getByRole('main', { name: 'Pears' }).waitFor({ timeout: 60_000 })

    {
      await using carol = await people.startNode('carol')
      await carol.api.rooms.join.mutate({ invite: invites[1], nickname: 'carol', timeoutMs: 60_000 })
      expect(await history(carol.api, room)).toEqual([])
      await people.endNode('carol', 'SIGTERM')
    }

    await say(alice.api, room, 0)
    await page.getByText(MESSAGES[0]!.text, { exact: true }).waitFor()
    const composer = page.getByRole('textbox', { name: 'Message to Pears' })
    await focusOn(page, 'Message to Pears')
    await waitFor(() => composer.isEnabled())
    for (const { text } of [MESSAGES[1]!, MESSAGES[2]!]) {
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
      await waitFor(async () =>
        (await history(alice.api, room)).some((line) => line.text === text && line.name === 'bob'),
      )
    }

    await tabTo(page, /^Members: 3/)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Members' }).waitFor()
    await tabTo(page, 'Rename')
    await page.keyboard.press('Enter')
    await focusOn(page, 'Your name in this room')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('Robert')
    await page.keyboard.press('Enter')
    await page.getByText('you are Robert').waitFor()
    await waitFor(async () => {
      expect(await history(alice.api, room)).toEqual(MESSAGES.slice(0, 3))
      return true
    })

    await people.endNode('bob', 'SIGKILL')
    await page.getByText('Reconnecting to Comice’s node…').waitFor()
    await say(alice.api, room, 3)
    const again = await people.openWindow('bob', ['--room', room])
    // Addresses differ only after the #, so without this the page would not load again.
    await page.goto('about:blank')
    await page.goto(again.url)
    await page.getByRole('main', { name: 'Pears' }).waitFor()
    await waitFor(async () => {
      const shown = await page.locator('[data-message] p').allTextContents()
      expect(shown).toEqual(MESSAGES.map(({ text }) => text))
      return true
    })

    const { device } = await alice.api.id.show.query()
    const seeder = await people.startSeeder(device)
    const input = { room, seeder: seeder.key, timeoutMs: 60_000 }
    const states: KeepState[] = []
    for await (const state of subscribe<typeof input, KeepState>(alice.api.rooms.keep, input))
      states.push(state)
    expect(states.at(-1)).toMatchObject({ done: true })

    await context.close()
    await again.launcher.stop()
    await people.endNode('bob', 'SIGTERM')
    await people.endNode('alice', 'SIGTERM')
    expect(await processesBelow(people.home)).toHaveLength(1)

    await using carol = await people.startNode('carol')
    await waitFor(async () => {
      expect(await history(carol.api, room)).toEqual(MESSAGES)
      return true
    })
    for (const file of await filesBelow(seeder.dir)) {
      const bytes = await readFile(file)
      for (const { text } of MESSAGES) expect(bytes.includes(text), file).toBe(false)
    }
  },
)

async function invite(api: NodeApi, room: string): Promise<string> {
  const { text } = await api.rooms.invite.mutate({ room, maxUses: 1 })
  return text
}

async function say(api: NodeApi, room: string, index: number): Promise<void> {
  await api.rooms.say.mutate({ room, text: MESSAGES[index]!.text })
}

async function history(api: NodeApi, room: string) {
  const { messages } = await api.rooms.history.query({ room })
  return messages.map(({ name, text }) => ({ name, text }))
}

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}
