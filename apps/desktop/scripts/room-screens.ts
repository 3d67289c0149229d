/** What the pictures of rooms show: an orchard's committee of the second format, its people, and what waits. */
import { waitFor } from '@comice/testkit'
import type { Page } from 'playwright-core'
import type { NodeProcess } from '../test/setup/node-process.ts'
import { press } from './app-steps.ts'

export interface RoomScreen {
  readonly name: string
  readonly arrange: (page: Page) => Promise<unknown>
}

/** What is said in the room of the first format, and by whom. */
export const ORCHARD_LINES: readonly (readonly ['alice' | 'bob', string])[] = [
  ['alice', 'Good morning! The Comice on the south wall are nearly ready.'],
  ['alice', 'I would give them four more days. Pick them hard, then a month in the cellar.'],
  ['bob', 'I can bring crates on Thursday. How many trees this year?'],
  ['alice', 'Seven. The eighth was taken by the storm.'],
  ['bob', 'צהריים טובים, האגסים נראים נהדר'],
  ['bob', 'Here is what I have:\n  12 wooden crates\n  3 ladders\n  1 very old dog'],
  [
    'alice',
    'The dog is the most important part. See you on Thursday then, eight o’clock at the gate, and bring gloves: the nettles along the path are as high as I am by now.',
  ],
  ['bob', '👍 Thursday, eight.'],
]

/** A room of alice's with bob in it, and everything that can happen to a message. */
export async function prepareCommittee(alice: NodeProcess, bob: NodeProcess): Promise<string> {
  const { id: room } = await alice.api.rooms.create.mutate({
    name: 'Pear committee',
    nickname: 'alice',
    format: 2,
  })
  const { text: invite } = await alice.api.rooms.invite.mutate({ room, maxUses: 0 })
  await bob.api.rooms.join.mutate({ invite, nickname: 'Bob Żółty', timeoutMs: 60_000 })
  await waitFor(async () => (await bob.api.rooms.members.query({ room })).some(({ mine }) => mine))
  const members = await alice.api.rooms.members.query({ room })
  const bobsId = members.find(({ mine }) => !mine)?.id ?? ''
  const say = async (who: NodeProcess, text: string, more: object = {}) => {
    const message = await who.api.rooms.say.mutate({ room, text, ...more })
    const other = who === alice ? bob : alice
    await waitFor(async () => {
      const { messages } = await other.api.rooms.history.query({ room })
      return messages.some(({ id }) => id === message.id)
    })
    return message
  }
  const plan = await say(
    alice,
    'The plan for **Thursday**:\n\n1. pick the south wall\n2. crates into the cellar\n3. _cider_, for those who stay\n\n> Pick them hard, then a month in the cellar.\n\nAll of it is at https://pears.example/plan?year=2026',
  )
  const crates = await say(bob, 'I can bring `12` crates. How many trees this year?', {
    replyTo: { id: plan.id, seq: plan.seq },
  })
  await say(alice, '@Bob Żółty seven, the eighth was taken by the storm', {
    replyTo: { id: crates.id, seq: crates.seq },
    mentions: [bobsId],
  })
  const typo = await say(bob, 'Then 12 crates are to few')
  await bob.api.rooms.messages.edit.mutate({ room, id: typo.id, text: 'Then 12 crates are too few' })
  const wrong = await say(bob, 'this is for another room')
  await bob.api.rooms.messages.delete.mutate({ room, id: wrong.id })
  await say(alice, '```sh\ncomice drive put orchard:/plan.md plan.md\n```')
  await bob.api.rooms.messages.react.mutate({ room, id: plan.id, emojis: ['👍', '🍐'] })
  await alice.api.rooms.messages.react.mutate({ room, id: typo.id, emojis: ['👍'] })
  await alice.api.rooms.messages.pin.mutate({ room, id: plan.id, seq: plan.seq })
  await waitFor(async () => {
    const { messages } = await alice.api.rooms.history.query({ room })
    return messages[0]?.reactions.length === 2 && messages[4]?.deletedBy !== null
  })
  return room
}

/** A room in which whatever can be long is long: its name, the names of its people, and a word. */
export async function prepareLongNames(alice: NodeProcess, bob: NodeProcess): Promise<string> {
  const { id: room } = await alice.api.rooms.create.mutate({
    name: 'Everybody-who-ever-planted-a-tree-on-the-south-wall',
    nickname: 'Alexandrina-Wilhelmina of the Lower Orchard',
    format: 2,
  })
  const { text: invite } = await alice.api.rooms.invite.mutate({ room, maxUses: 0 })
  await bob.api.rooms.join.mutate({
    ...{ invite, timeoutMs: 60_000 },
    nickname: 'Bartholomäus-Maximilian-Balthasar-Ferdinand',
  })
  await waitFor(async () => (await bob.api.rooms.members.query({ room })).some(({ mine }) => mine))
  const { id, seq } = await bob.api.rooms.say.mutate({
    ...{
      room,
      text: `Its key is ${'y7k3'.repeat(20)}, and its address https://pears.example/${'a'.repeat(90)}`,
    },
  })
  await waitFor(async () => (await alice.api.rooms.history.query({ room })).messages.length === 1)
  await alice.api.rooms.say.mutate({ room, text: 'Thank you', replyTo: { id, seq } })
  return room
}

export const roomScreens: readonly RoomScreen[] = [
  { name: 'committee', arrange: (page) => page.getByText('too few').waitFor() },
  {
    name: 'committee-tools',
    arrange: async (page) => {
      await page.locator('article', { hasText: 'too few' }).focus()
      await press(page, 'More for this message')
      await page.getByRole('menuitem', { name: 'Pin' }).waitFor()
    },
  },
  {
    name: 'committee-react',
    arrange: async (page) => {
      await page.locator('article', { hasText: 'too few' }).focus()
      await press(page, 'React')
      await page.getByRole('option').first().waitFor()
    },
  },
  {
    name: 'committee-reply',
    arrange: async (page) => {
      await page.locator('article', { hasText: 'too few' }).focus()
      await press(page, 'Reply')
      await page.getByRole('textbox').fill('Can @')
      await page.getByRole('option').first().waitFor()
    },
  },
  {
    name: 'committee-delete',
    arrange: async (page) => {
      // One of its own: it goes while the next pictures are taken.
      await page.getByRole('textbox').fill('Nobody needs this.')
      await page.keyboard.press('Enter')
      await page.locator('article', { hasText: 'Nobody needs this.' }).last().focus()
      await page.keyboard.press('Delete')
      await page.getByRole('button', { name: 'Undo' }).waitFor()
    },
  },
  {
    name: 'committee-link',
    arrange: async (page) => {
      await press(page, 'https://pears.example/plan?year=2026')
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'committee-room-menu',
    arrange: async (page) => {
      await press(page, 'More for this room')
      await page.getByRole('menuitem', { name: 'Export as a file' }).waitFor()
    },
  },
  {
    name: 'committee-forget',
    arrange: async (page) => {
      await press(page, 'More for this room')
      await page.getByRole('menuitem', { name: 'Leave and delete' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'committee-pins',
    arrange: async (page) => {
      const button = page.getByRole('button', { name: 'Pinned messages' })
      if (await button.isVisible()) return button.click()
      // Where it is narrow they are in the menu.
      await press(page, 'More for this room')
      await page.getByRole('menuitem', { name: 'Pinned messages' }).click()
    },
  },
  {
    name: 'committee-thread',
    arrange: async (page) => {
      await page.locator('article', { hasText: 'seven, the eighth' }).focus()
      await press(page, 'More for this message')
      await page.getByRole('menuitem', { name: 'Show the thread' }).click()
      await page.getByRole('list', { name: 'Thread' }).waitFor()
    },
  },
  {
    name: 'committee-search',
    arrange: async (page) => {
      await search(page, 'crates')
      await page.getByText('All rooms', { exact: true }).click()
      await page.getByText('messages, the newest first').waitFor()
    },
  },
  {
    name: 'committee-search-nothing',
    arrange: async (page) => {
      await search(page, 'quinces')
      await page.getByText('Nobody said that.').waitFor()
    },
  },
  { name: 'committee-people', arrange: openPeople },
  {
    name: 'committee-role',
    arrange: async (page) => {
      await openPeople(page)
      await press(page, 'More for Bob Żółty')
      await page.getByRole('menuitem', { name: 'Change role' }).click()
      await page.getByRole('button', { name: 'Change role' }).scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'committee-compare',
    arrange: async (page) => {
      await openPeople(page)
      await press(page, 'More for Bob Żółty')
      await page.getByRole('menuitem', { name: 'Compare safety number' }).click()
      await page.getByRole('button', { name: 'Done' }).scrollIntoViewIfNeeded()
    },
  },
  { name: 'long', arrange: (page) => page.getByText('Thank you').first().waitFor() },
  { name: 'long-people', arrange: openPeople },
  {
    name: 'long-search',
    arrange: async (page) => {
      await search(page, 'key')
      await page.getByText('All rooms', { exact: true }).click()
      await page.getByRole('list', { name: 'Found' }).getByRole('listitem').first().waitFor()
    },
  },
  {
    name: 'long-mention',
    arrange: async (page) => {
      await page.getByRole('textbox').fill('Can @')
      await page.getByRole('option').first().waitFor()
    },
  },
]

async function search(page: Page, words: string): Promise<void> {
  await press(page, 'Search messages')
  await page.getByRole('searchbox').fill(words)
}

async function openPeople(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Members/u }).click()
  await page.getByRole('list', { name: 'Members' }).waitFor()
}
