/** The steps of the tour, in order. Each checks what it claims against what the other process sees. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { type NodeApi, subscribe } from '@comice/client'
import type { KeepState, RoomSnapshot } from '@comice/host'
import { clearStage, enter, leave, type Person, type Seeder, startSeeder } from './cast.ts'
import { expectThat, type Steps } from './step.ts'

const SEEN_TIMEOUT_MS = 20_000
const KEPT_TIMEOUT_MS = 30_000
const HELLO = 'Hello bob, this went straight from my machine to yours.'
const ANSWER = 'Hello alice, no server saw this.'
const LATER = 'And this was said after the crash.'

/** Who is on stage when the tour is over. */
export interface Stage {
  people: Map<string, Person>
  seeder: Seeder | null
  room: string
}

export async function playTour(steps: Steps, stage: Stage): Promise<void> {
  await clearStage()
  await meet(steps, stage)
  await talk(steps, stage)
  await crash(steps, stage)
  await outlive(steps, stage)
}

async function meet(steps: Steps, stage: Stage): Promise<void> {
  const alice = await steps.run('alice’s node starts', async () => {
    const person = await enter('alice')
    stage.people.set('alice', person)
    const { state } = await person.api.status.get.query()
    const meaning =
      state === 'online' ? 'the internet is there' : 'no internet: the DHT on this machine is used'
    expectThat(state !== 'offline', 'no network can be used')
    return { found: `network ${state}, ${meaning}`, value: person }
  })
  stage.room = await steps.run('alice makes a room', async () => {
    const room = await alice.api.rooms.create.mutate({ name: 'Pears', nickname: 'alice' })
    return { found: `“${room.name}”, ${room.id.slice(0, 8)}…`, value: room.id }
  })
  for (const name of ['bob', 'carol']) {
    await steps.run(`${name} joins by an invite`, async () => {
      const person = await enter(name)
      stage.people.set(name, person)
      const { text } = await alice.api.rooms.invite.mutate({ room: stage.room, maxUses: 1 })
      const room = await person.api.rooms.join.mutate({ invite: text, nickname: name })
      expectThat(room.id === stage.room, 'it is another room')
      const seen = await until(alice.api, stage.room, ({ members }) =>
        members.some((member) => member.name === name),
      )
      return { found: `alice sees ${seen.members.length} members`, value: null }
    })
  }
  await steps.run('carol goes off before a word is said', async () => {
    await leave(get(stage, 'carol'))
    stage.people.delete('carol')
    return { found: 'her process has ended', value: null }
  })
}

async function talk(steps: Steps, stage: Stage): Promise<void> {
  const [alice, bob] = [get(stage, 'alice'), get(stage, 'bob')]
  await steps.run('alice → bob', () => deliver(alice, bob, { room: stage.room, text: HELLO }))
  await steps.run('bob → alice', () => deliver(bob, alice, { room: stage.room, text: ANSWER }))
  await steps.run('bob renames himself', async () => {
    await bob.api.rooms.rename.mutate({ room: stage.room, nickname: 'robert' })
    const isRelabelled = (message: RoomSnapshot['messages'][number]) =>
      message.text === ANSWER && message.name === 'robert'
    await until(alice.api, stage.room, ({ messages }) => messages.some(isRelabelled))
    return { found: 'at alice’s, what he said before is robert’s now', value: null }
  })
}

async function crash(steps: Steps, stage: Stage): Promise<void> {
  await steps.run('bob is killed with -9 and opens again', async () => {
    const before = await texts(get(stage, 'bob').api, stage.room)
    await get(stage, 'bob').api.rooms.say.mutate({ room: stage.room, text: LATER })
    await leave(get(stage, 'bob'), 'SIGKILL')
    stage.people.set('bob', await enter('bob'))
    const after = await texts(get(stage, 'bob').api, stage.room)
    const missing = [...before, LATER].filter((text) => !after.includes(text))
    expectThat(missing.length === 0, `${missing.length} confirmed messages are missing`)
    await until(get(stage, 'alice').api, stage.room, ({ messages }) =>
      messages.some(({ text }) => text === LATER),
    )
    return { found: `all ${after.length} messages are there, and alice has the last one`, value: null }
  })
}

async function outlive(steps: Steps, stage: Stage): Promise<void> {
  const alice = get(stage, 'alice')
  const expected = await texts(alice.api, stage.room)
  const seeder = await steps.run('a seeder keeps the room', async () => {
    const { device } = await alice.api.id.show.query()
    const started = await startSeeder(device)
    stage.seeder = started
    const input = { room: stage.room, seeder: started.key, timeoutMs: KEPT_TIMEOUT_MS }
    let cores = 0
    for await (const progress of subscribe<typeof input, KeepState>(alice.api.rooms.keep, input))
      cores = progress.total
    return { found: `it holds all ${cores} cores`, value: started }
  })
  await steps.run('alice and bob go off', async () => {
    for (const name of ['alice', 'bob']) {
      await leave(get(stage, name))
      stage.people.delete(name)
    }
    return { found: 'only the seeder is left', value: null }
  })
  await steps.run('carol, who has seen nothing, reads everything from the seeder', async () => {
    const carol = await enter('carol')
    stage.people.set('carol', carol)
    const startedAt = performance.now()
    const isComplete = ({ messages }: RoomSnapshot) =>
      expected.every((text) => messages.some((message) => message.text === text))
    const { messages } = await until(carol.api, stage.room, isComplete)
    const took = Math.round(performance.now() - startedAt)
    return { found: `all ${messages.length} messages, ${took} ms after her node was up`, value: null }
  })
  await steps.run('the seeder’s disk holds no plaintext', async () => {
    const secrets = [...expected, 'Pears', 'robert'].map((text) => Buffer.from(text))
    const files = await filesBelow(seeder.dir)
    for (const file of files) {
      const bytes = await readFile(file)
      expectThat(!secrets.some((secret) => bytes.includes(secret)), `${file} has plaintext`)
    }
    return { found: `${files.length} files searched for every message and name`, value: null }
  })
}

async function deliver(from: Person, to: Person, { room, text }: { room: string; text: string }) {
  const seen = until(to.api, room, ({ messages }) => messages.some((message) => message.text === text))
  const startedAt = performance.now()
  await from.api.rooms.say.mutate({ room, text })
  const saidMs = performance.now() - startedAt
  await seen
  const seenMs = performance.now() - startedAt
  return {
    found: `on ${from.name}’s disk after ${saidMs.toFixed(0)} ms, seen by ${to.name} after ${seenMs.toFixed(0)} ms`,
    value: null,
  }
}

async function until(
  api: NodeApi,
  room: string,
  holds: (snapshot: RoomSnapshot) => boolean,
): Promise<RoomSnapshot> {
  const signal = AbortSignal.timeout(SEEN_TIMEOUT_MS)
  const input = { room, limit: 50 }
  for await (const snapshot of subscribe<typeof input, RoomSnapshot>(api.rooms.watch, input, { signal })) {
    if (holds(snapshot)) return snapshot
  }
  throw new Error(`not seen within ${SEEN_TIMEOUT_MS} ms`)
}

async function texts(api: NodeApi, room: string): Promise<string[]> {
  const { messages } = await api.rooms.history.query({ room, limit: 50 })
  return messages.map(({ text }) => text)
}

function get(stage: Stage, name: string): Person {
  const person = stage.people.get(name)
  if (person === undefined) throw new Error(`${name} is not on stage`)
  return person
}

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}
