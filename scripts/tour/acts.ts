/** The steps of the tour, in order. Each checks what it claims against what the other process sees. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { subscribe } from '@comice/client'
import type { KeepState } from '@comice/host'
import { shareApp } from './app-act.ts'
import { type Cast, type Name, type Person, SEEDER_DIR, TOUR_DIR } from './cast.ts'
import { KEPT_TIMEOUT_MS } from './constants.ts'
import { type Line, linesOf, seen } from './observe.ts'
import { seederProfile } from './seeder.ts'
import { expectThat, type Outcome, type Steps } from './step.ts'

const ROOM_NAME = 'Pears'
const HELLO = 'Hello bob, this went straight from my machine to yours.'
const ANSWER = 'Hello alice, no server saw this.'
const LATER = 'And this was said after the crash.'

interface Play {
  readonly steps: Steps
  readonly cast: Cast
}

/** Plays all steps and gives the id of the room. Carol and the seeder are on stage when it is over. */
export async function playTour(steps: Steps, cast: Cast): Promise<string> {
  const play = { steps, cast }
  const room = await meet(play)
  await talk(play, room)
  await shareApp(play)
  await crash(play, room)
  await outlive(play, room)
  return room
}

async function meet({ steps, cast }: Play): Promise<string> {
  const alice = await steps.run('alice starts her node', async () => {
    const person = await cast.enter('alice')
    // Their nodes start while alice is at work.
    for (const name of ['bob', 'carol'] as const) void cast.enter(name)
    const { state } = await person.api.status.get.query()
    expectThat(state !== 'offline', 'no network can be used, not even the one inside this machine')
    const meaning =
      state === 'online'
        ? 'the internet is there'
        : 'no internet so far, so peers meet by the DHT on this machine'
    return { found: `network ${state}, ${meaning}`, value: person }
  })
  const room = await steps.run('alice makes a room', async () => {
    const { id, name } = await alice.api.rooms.create.mutate({ name: ROOM_NAME, nickname: 'alice' })
    return { found: `“${name}”, ${id.slice(0, 8)}…`, value: id }
  })
  for (const name of ['bob', 'carol'] as const)
    await steps.run(`${name} joins by an invite`, async () => join(alice, await cast.enter(name), room))
  await steps.run('carol goes off before a word is said', async () => {
    const { api } = await cast.enter('carol')
    const lines = await linesOf(api, room)
    expectThat(lines.length === 0, `she has ${lines.length} messages already`)
    await cast.leave('carol')
    return { found: 'she has no message, and her process has ended', value: null }
  })
  return room
}

async function join(alice: Person, guest: Person, room: string): Promise<Outcome<null>> {
  const { name, api } = guest
  const { text } = await alice.api.rooms.invite.mutate({ room, maxUses: 1 })
  const joined = await api.rooms.join.mutate({ invite: text, nickname: name })
  expectThat(joined.id === room, 'it is another room')
  const { members } = await seen(alice.api, room, (snapshot) =>
    snapshot.members.some((member) => member.name === name),
  )
  return { found: `alice sees ${members.length} members`, value: null }
}

async function talk({ steps, cast }: Play, room: string): Promise<void> {
  const [alice, bob] = await Promise.all([cast.enter('alice'), cast.enter('bob')])
  await steps.run('alice → bob', () => deliver(alice, bob, { room, text: HELLO }))
  await steps.run('bob → alice', () => deliver(bob, alice, { room, text: ANSWER }))
  await steps.run('bob renames himself', async () => {
    await bob.api.rooms.rename.mutate({ room, nickname: 'robert' })
    await seen(alice.api, room, ({ messages }) =>
      messages.some(({ text, name }) => text === ANSWER && name === 'robert'),
    )
    return { found: 'at alice’s, what he said before is robert’s now', value: null }
  })
}

async function deliver(
  from: Person,
  to: Person,
  { room, text }: { room: string; text: string },
): Promise<Outcome<null>> {
  const arrival = seen(to.api, room, ({ messages }) => messages.some((message) => message.text === text))
  const startedAt = performance.now()
  const saying = from.api.rooms.say.mutate({ room, text }).then(() => performance.now() - startedAt)
  const seeing = arrival.then(() => performance.now() - startedAt)
  const [confirmedMs, seenMs] = await Promise.all([saying, seeing])
  return {
    found: `confirmed to ${from.name} after ${confirmedMs.toFixed(0)} ms, seen by ${to.name} after ${seenMs.toFixed(0)} ms`,
    value: null,
  }
}

async function crash({ steps, cast }: Play, room: string): Promise<void> {
  const alice = await cast.enter('alice')
  const { device } = await alice.api.id.show.query()
  await steps.run('bob is killed with -9 and opens again', async () => {
    const bob = await cast.enter('bob')
    const before = await linesOf(bob.api, room)
    await bob.api.rooms.say.mutate({ room, text: LATER })
    await cast.leave('bob', 'SIGKILL')
    const reopened = await cast.enter('bob')
    // Needed by the next step; it starts while bob finds alice.
    void cast.seeder(device)
    const after = await linesOf(reopened.api, room)
    const missing = [...before.map(({ text }) => text), LATER].filter(
      (text) => !after.some((line) => line.text === text),
    )
    expectThat(missing.length === 0, `${missing.length} of his messages are missing`)
    await seen(alice.api, room, ({ messages }) => messages.some(({ text }) => text === LATER))
    return { found: `all ${after.length} messages are there, and alice has the last one`, value: null }
  })
}

async function outlive({ steps, cast }: Play, room: string): Promise<void> {
  const alice = await cast.enter('alice')
  const expected = await linesOf(alice.api, room)
  await steps.run('a seeder keeps the room', async () => {
    const { device } = await alice.api.id.show.query()
    const { key } = await cast.seeder(device)
    const input = { room, seeder: await key, timeoutMs: KEPT_TIMEOUT_MS }
    let last: KeepState | null = null
    for await (const state of subscribe<typeof input, KeepState>(alice.api.rooms.keep, input)) last = state
    expectThat(last !== null && last.done, 'it does not hold everything')
    return { found: `it holds all ${last.total} cores of it`, value: null }
  })
  await steps.run('alice and bob go off', async () => {
    const names: Name[] = ['alice', 'bob']
    await Promise.all(names.map((name) => cast.leave(name)))
    return { found: 'their processes have ended, only the seeder is left', value: null }
  })
  await steps.run('carol, who has seen nothing, reads everything from the seeder', async () => {
    const carol = await cast.enter('carol')
    const startedAt = performance.now()
    const { messages } = await seen(carol.api, room, (snapshot) => hasAll(snapshot.messages, expected))
    const took = Math.round(performance.now() - startedAt)
    return { found: `all ${messages.length} messages, ${took} ms after her node was up`, value: null }
  })
  await steps.run('the seeder’s disk holds no plaintext', () => searchSeeder(expected))
}

function hasAll(messages: readonly Line[], expected: readonly Line[]): boolean {
  return expected.every(({ name, text }) =>
    messages.some((message) => message.text === text && message.name === name),
  )
}

async function searchSeeder(expected: readonly Line[]): Promise<Outcome<null>> {
  const words = [...expected.map(({ text }) => text), ROOM_NAME, 'robert']
  // The database writes its own folder's name into its log; that a clone is in a folder “Pears” is no leak.
  const secrets = words.filter((word) => !TOUR_DIR.includes(word)).map((word) => Buffer.from(word))
  const entries = await readdir(seederProfile(SEEDER_DIR), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  let bytes = 0
  for (const { parentPath, name } of files) {
    const content = await readFile(path.join(parentPath, name))
    bytes += content.length
    expectThat(
      !secrets.some((secret) => content.includes(secret)),
      `${path.join(parentPath, name)} has plaintext`,
    )
  }
  expectThat(bytes > 0, 'there is nothing to search')
  const size = `${Math.ceil(bytes / 1024)} KiB`
  return { found: `${files.length} files (${size}) searched for every message and name`, value: null }
}
