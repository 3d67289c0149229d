import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { Room, RoomEvent, WatchOptions } from '../../src/room/room.ts'
import { createTestRoom } from '../../src/testing/test-room.ts'

/** Collects what a room tells until aborted. */
function collect(room: Room, options: WatchOptions = {}) {
  const events: RoomEvent[] = []
  const controller = new AbortController()
  const done = (async () => {
    for await (const event of room.watch({ ...options, signal: controller.signal })) events.push(event)
  })()
  const stop = async () => {
    controller.abort()
    await done
  }
  const said = () => events.flatMap((event) => (event.type === 'message' ? [event.message.text] : []))
  return { events, said, stop }
}

test('a watcher is told the past it asks for and then each new message once', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  for (const text of ['zero', 'one', 'two']) await alice.room.say(text)
  await waitFor(async () => (await bob.room.history()).messages.length === 3)
  const watcher = collect(bob.room, { from: 1 })
  await waitFor(() => watcher.said().length === 2)
  await alice.room.say('three')
  // Said before bob has seen it, his own would be concurrent, and either could come first.
  await waitFor(() => watcher.said().length === 3)
  await bob.room.say('four')
  await waitFor(() => watcher.said().length === 4)
  await watcher.stop()
  expect(watcher.said()).toEqual(['one', 'two', 'three', 'four'])
})

test('a watcher hears of renames and joins', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const watcher = collect(test.alice.room)
  await test.bob.room.rename('robert')
  await waitFor(() => watcher.events.some(({ type }) => type === 'members'))
  const before = watcher.events.length
  await test.join('carol')
  await waitFor(() => watcher.events.slice(before).some(({ type }) => type === 'members'))
  await watcher.stop()
})

test('a watcher ends with the room', async () => {
  await using test = await createTestRoom(['alice'])
  const watcher = collect(test.alice.room)
  await test.alice.room.say('hello')
  await waitFor(() => watcher.said().length === 1)
  await test.alice.room.close()
  await watcher.stop()
  expect(watcher.events.at(-1)).toEqual({ type: 'state', state: 'closed' })
})

test('many messages at once are told one by one, in order', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const watcher = collect(test.bob.room)
  await waitFor(() => test.bob.room.state === 'member')
  const wanted = Array.from({ length: 200 }, (_, number) => `message ${number}`)
  await test.bob.room.say('first')
  await waitFor(() => watcher.said().length === 1)
  await Promise.all(wanted.map((text) => test.alice.room.say(text)))
  await waitFor(() => watcher.said().length === 201)
  await watcher.stop()
  expect(watcher.said().slice(1)).toEqual(wanted)
})
