import { randomBytes } from 'node:crypto'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { FILE_BLOCK_BYTES } from '../../src/constants.ts'
import type { FileRange, RoomFile } from '../../src/file/room-files.ts'
import type { Message, Room } from '../../src/room/room.ts'
import { createTestRoom, createTestRooms } from '../../src/testing/test-room.ts'

async function* inPieces(bytes: Uint8Array, size = 50_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) {
    await Promise.resolve()
    yield bytes.subarray(at, at + size)
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

async function bytesOf(file: RoomFile, range?: FileRange): Promise<Buffer> {
  return Buffer.concat(await all(file.read(range)))
}

function untilFile(room: Room, name: string): Promise<Message> {
  return waitFor(
    async () => {
      const { messages } = await room.history()
      return messages.find(({ files }) => files.some((file) => file.name === name)) ?? null
    },
    { describe: name, timeoutMs: 25_000 },
  )
}

// The header of a PNG of 640 by 480, and noise.
const PICTURE = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d4948445200000280000001e0', 'hex'),
  randomBytes(3 * FILE_BLOCK_BYTES + 123),
])

test('a file that is said comes to the others whole, and in parts', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  const progress: number[] = []
  const added = await alice.room.files.add(inPieces(PICTURE), {
    name: 'Pears in a bowl.png',
    onprogress: (bytes) => progress.push(bytes),
  })
  const about = {
    name: 'Pears in a bowl.png',
    mediaType: 'image/png',
    size: PICTURE.byteLength,
    width: 640,
    height: 480,
  }
  expect(added).toMatchObject(about)
  expect(progress.at(-1)).toBe(PICTURE.byteLength)
  const said = await alice.room.say('', { files: [added.id] })
  expect(said).toMatchObject({ text: '', files: [about] })

  const message = await untilFile(bob.room, about.name)
  expect(message.id).toBe(said.id)
  await using file = await bob.room.files.open(message)
  expect(file.id).toBe(added.id)
  expect(await file.here()).toBe(0)
  const range = { start: FILE_BLOCK_BYTES - 10, end: FILE_BLOCK_BYTES + 10 }
  expect(await bytesOf(file, range)).toEqual(PICTURE.subarray(range.start, range.end))
  // A part fetches the blocks that it is in, and no others.
  expect(await file.here()).toBe(2 * FILE_BLOCK_BYTES)
  expect(await bytesOf(file)).toEqual(PICTURE)
  expect(await file.here()).toBe(PICTURE.byteLength)

  const stored = { id: added.id, name: about.name, size: PICTURE.byteLength, here: PICTURE.byteLength }
  expect(await bob.room.files.stored()).toMatchObject([{ ...stored, isOwn: false }])
  expect(await alice.room.files.stored()).toMatchObject([{ ...stored, isOwn: true }])
  // Only who brought it has a seeder keep it.
  expect(await bob.room.files.cores()).toEqual([])
  expect((await alice.room.files.cores()).map(({ length }) => length)).toEqual([4])

  // Dropped, it is fetched again when it is asked for.
  expect(await bob.room.files.drop(added.id)).toBe(true)
  expect(await bob.room.files.stored()).toEqual([])
  expect(await file.here()).toBe(0)
  expect(await bytesOf(file)).toEqual(PICTURE)
}, 60_000)

test('what was fetched stays when its author and this program go, and the rest comes later', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob, peers } = test
  const added = await alice.room.files.add(inPieces(PICTURE), { name: 'pears.png' })
  await alice.room.say('look', { files: [added.id] })
  const message = await untilFile(bob.room, 'pears.png')
  {
    await using file = await bob.room.files.open(message)
    for await (const piece of file.read()) {
      expect(piece.byteLength).toBe(FILE_BLOCK_BYTES)
      break
    }
    await waitFor(async () => (await file.here()) === PICTURE.byteLength)
    // As if the last block had not come.
    await bob.room.files.drop(added.id)
    await bytesOf(file, { start: 0, end: FILE_BLOCK_BYTES })
  }
  await alice.close()
  const again = await peers.reopen(bob)
  const room = await again.rooms.open('garden')
  await using file = await room.files.open(message)
  expect(await file.here()).toBe(FILE_BLOCK_BYTES)
  const part = { start: 0, end: 100 }
  expect(Buffer.concat(await all(file.read(part)))).toEqual(PICTURE.subarray(0, 100))
  await expect(all(file.read(undefined, { timeoutMs: 300 }))).rejects.toMatchObject({
    code: 'FILE_UNREACHABLE',
  })
  const author = await peers.reopen(alice)
  await author.rooms.open('garden')
  expect(await bytesOf(file)).toEqual(PICTURE)
}, 90_000)

test('a reading can be stopped, and files end with their room', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  const added = await alice.room.files.add(inPieces(PICTURE), { name: 'pears.png' })
  await alice.room.say('look', { files: [added.id] })
  const message = await untilFile(bob.room, 'pears.png')
  await alice.close()
  await using file = await bob.room.files.open(message)
  const stop = new AbortController()
  const reading = all(file.read(undefined, { signal: stop.signal }))
  stop.abort(new Error('enough'))
  await expect(reading).rejects.toThrow('enough')
  const other = all(file.read())
  other.catch(() => undefined)
  await bob.room.close()
  await expect(other).rejects.toMatchObject({ code: 'ROOM_CLOSED' })
  await expect(bob.room.files.open(message)).rejects.toMatchObject({ code: 'ROOM_CLOSED' })
}, 60_000)

test('what was added and not said leaves nothing behind', async () => {
  await using peers = await createTestRooms(['alice'], {})
  const { alice } = peers
  const room = await alice.rooms.create({ name: 'garden' })
  const discarded = await room.files.add(inPieces(PICTURE), { name: 'a.png' })
  await room.files.discard(discarded.id)
  await expect(room.say('look', { files: [discarded.id] })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  const dropped = await room.files.add(inPieces(PICTURE), { name: 'a.png' })
  expect(await room.files.drop(dropped.id)).toBe(true)
  await expect(room.say('look', { files: [dropped.id] })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })

  const stop = new AbortController()
  const cut = async function* () {
    yield PICTURE
    await Promise.resolve()
    stop.abort(new Error('enough'))
    yield PICTURE
  }
  await expect(room.files.add(cut(), { name: 'b.png', signal: stop.signal })).rejects.toThrow('enough')
  const left = await room.files.add(inPieces(PICTURE), { name: 'c.png' })
  expect(await room.files.stored()).toEqual([])

  const again = await peers.reopen(alice)
  const reopened = await again.rooms.open('garden')
  await expect(reopened.say('look', { files: [left.id] })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  const next = await reopened.files.add(inPieces(PICTURE), { name: 'd.png' })
  const message = await reopened.say('look', { files: [next.id] })
  expect(message.files.map(({ name }) => name)).toEqual(['d.png'])
  expect((await reopened.files.stored()).map(({ name }) => name)).toEqual(['d.png'])
  const entries = await again.profile.collection('room-files', {
    preencode() {},
    encode() {},
    decode: () => null,
  })
  expect(await all(entries.list())).toHaveLength(1)
}, 60_000)

test('an edit leaves the files, a deletion takes them away', async () => {
  await using peers = await createTestRooms(['alice'], {})
  const room = await peers.alice.rooms.create({ name: 'garden' })
  const added = await room.files.add(inPieces(Buffer.from('pears')), {
    name: 'list.txt',
    mediaType: 'text/plain',
  })
  const { id } = await room.say('shoping', { files: [added.id] })
  await room.edit(id, 'shopping')
  const [edited] = (await room.history()).messages
  expect(edited).toMatchObject({ text: 'shopping', files: [{ name: 'list.txt', mediaType: 'text/plain' }] })
  await using file = await room.files.open({ id })
  expect((await bytesOf(file)).toString()).toBe('pears')
  await room.delete(id)
  expect((await room.history()).messages[0]?.files).toEqual([])
  await expect(room.files.open({ id })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  // Whoever takes it away has it no longer.
  expect(await room.files.stored()).toEqual([])
}, 60_000)

test('an empty file, a name with folders, and a message of too many files', async () => {
  await using peers = await createTestRooms(['alice'], {})
  const room = await peers.alice.rooms.create({ name: 'garden' })
  const empty = await room.files.add(inPieces(Buffer.alloc(0)), { name: 'empty' })
  const message = await room.say('', { files: [empty.id] })
  await using file = await room.files.open(message)
  expect(await bytesOf(file)).toEqual(Buffer.alloc(0))
  expect(await file.here()).toBe(0)
  for (const name of ['', '../x', 'a/b', 'a\\b', 'a\nb', `${'x'.repeat(256)}`]) {
    await expect(room.files.add(inPieces(PICTURE), { name })).rejects.toMatchObject({
      code: 'FILE_NAME_INVALID',
    })
  }
  const ids = []
  for (let count = 0; count < 9; count++)
    ids.push((await room.files.add(inPieces(Buffer.from('x')), { name: 'x' })).id)
  await expect(room.say('', { files: ids })).rejects.toMatchObject({ code: 'MESSAGE_INVALID' })
  await expect(room.say('')).rejects.toMatchObject({ code: 'MESSAGE_INVALID' })
  expect((await room.say('', { files: ids.slice(1) })).files).toHaveLength(8)
}, 60_000)

test('a room of the first format takes no files', async () => {
  await using peers = await createTestRooms(['alice'], {})
  const room = await peers.alice.rooms.create({ name: 'garden', format: 1 })
  await expect(room.files.add(inPieces(PICTURE), { name: 'a.png' })).rejects.toMatchObject({
    code: 'ROOM_FORMAT',
  })
}, 60_000)
