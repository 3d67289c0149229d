import { randomBytes } from 'node:crypto'
import type { Message, Room, RoomFile } from '@comice/rooms'
import { createTestRoom } from '@comice/rooms/testing'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { forwardMessage, type ForwardProgress } from '../../src/services/forward-message.ts'

const FILE = randomBytes(200_000)

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  yield bytes
}

async function bytesOf(file: RoomFile): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of file.read()) pieces.push(piece)
  return Buffer.concat(pieces)
}

function untilSaid(room: Room, text: string): Promise<Message> {
  return waitFor(async () => {
    const { messages } = await room.history()
    return messages.find((message) => message.text === text) ?? null
  })
}

function job(progress: ForwardProgress[] = []) {
  const { signal } = new AbortController()
  return { signal, onprogress: (state: ForwardProgress) => void progress.push(state) }
}

test('text and files go into another room, sealed anew, without who said it or whom it mentions', async () => {
  await using test = await createTestRoom(['alice', 'bob'], { format: 2 })
  const { alice, bob } = test
  const shed = await bob.rooms.create({ name: 'shed', nickname: 'bob' })
  const me = (await alice.room.members()).find(({ mine }) => !mine)?.id ?? ''
  const question = await alice.room.say('which ladder?')
  const added = await alice.room.files.add(once(FILE), { name: 'ladder.png' })
  await alice.room.say('this one, @bob', {
    ...{ files: [added.id], mentions: [me] },
    replyTo: { id: question.id, seq: question.seq },
  })

  const message = await untilSaid(bob.room, 'this one, @bob')
  const progress: ForwardProgress[] = []
  const said = await forwardMessage({ from: bob.room, message, to: shed }, job(progress))
  expect(said).toMatchObject({ text: 'this one, @bob', isForwarded: true, mine: true })
  expect(said).toMatchObject({ mentions: [], replyTo: null })
  expect(said.files).toMatchObject([{ name: 'ladder.png', mediaType: 'image/png', size: FILE.byteLength }])
  expect(progress.at(-1)).toEqual({ bytes: FILE.byteLength, totalBytes: FILE.byteLength })
  await using copy = await shed.files.open(said)
  expect(copy.id).not.toBe(added.id)
  expect(await bytesOf(copy)).toEqual(FILE)
})

test('a message without files goes into a room of the first format, where nothing marks it', async () => {
  await using test = await createTestRoom(['alice'], { format: 2 })
  const { alice } = test
  const old = await alice.rooms.create({ name: 'old', format: 1 })
  const plain = await alice.room.say('pears')
  const said = await forwardMessage({ from: alice.room, message: plain, to: old }, job())
  expect(said).toMatchObject({ text: 'pears', isForwarded: false })
})

test('what cannot be said there copies nothing', async () => {
  await using test = await createTestRoom(['alice', 'bob'], { format: 2, kind: 'broadcast' })
  const { alice, bob } = test
  const shed = await bob.rooms.create({ name: 'shed' })
  const added = await shed.files.add(once(FILE), { name: 'ladder.png' })
  const message = await shed.say('', { files: [added.id] })
  await expect(forwardMessage({ from: shed, message, to: bob.room }, job())).rejects.toMatchObject({
    code: 'NOT_ALLOWED',
  })
  const gone = await alice.room.say('gone')
  await alice.room.delete(gone.id)
  await expect(
    forwardMessage({ from: alice.room, message: gone, to: alice.room }, job()),
  ).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' })
})

test('stopped half way, nothing is said and nothing stays', async () => {
  await using test = await createTestRoom(['alice'], { format: 2 })
  const { alice } = test
  const shed = await alice.rooms.create({ name: 'shed', format: 2 })
  const files: string[] = []
  for (const name of ['one.bin', 'two.bin']) {
    files.push((await alice.room.files.add(once(FILE), { name })).id)
  }
  const message = await alice.room.say('', { files })
  const stop = new AbortController()
  const onprogress = ({ bytes }: ForwardProgress) => {
    if (bytes > FILE.byteLength) stop.abort(new Error('enough'))
  }
  // Both files are in by then.
  const stopping = { signal: stop.signal, onprogress }
  await expect(forwardMessage({ from: alice.room, message, to: shed }, stopping)).rejects.toThrow('enough')
  expect(await shed.files.stored()).toEqual([])
  expect((await shed.history()).messages).toEqual([])
})
