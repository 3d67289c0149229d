/** Mallory says what she likes of files: their names, sizes, keys and cores are hers to choose. */
import { Readable } from 'node:stream'
import { encodeKey, fileMessageBody, type FileReference, LIMITS, safeFileName } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import crypto from 'hypercore-crypto'
import { expect, test } from 'vitest'
import { FILE_BLOCK_BYTES } from '../../src/constants.ts'
import { filePlace, sealBlock } from '../../src/file/file-cipher.ts'
import { RunningHash } from '../../src/file/running-hash.ts'
import { findMessages } from '../../src/room/find-messages.ts'
import { parseMessageId } from '../../src/room/parse-message-id.ts'
import type { Message, Room } from '../../src/room/room.ts'
import { createTestRoom, type RoomMember } from '../../src/testing/test-room.ts'
import { insides, writerKeyOf } from './mallory.ts'

function hashOf(bytes: Uint8Array): Uint8Array {
  const hash = new RunningHash()
  hash.add(bytes)
  return hash.end()
}

/** A core of hers with these blocks. */
async function coreOf({ peer, room }: RoomMember, blocks: Uint8Array[]) {
  const keyPair = crypto.keyPair()
  const core = peer.store.get({ manifest: filePlace(room.key, keyPair.publicKey).manifest, keyPair })
  await core.ready()
  await core.append(blocks)
  return keyPair.publicKey
}

async function sayFiles({ room }: RoomMember, files: FileReference[]): Promise<Message> {
  const body = fileMessageBody.encode({ text: '', replyTo: null, replySeq: 0, mentions: [], files })
  const message = await insides(room).writer.say((sealing) => {
    if (sealing === null) throw new Error('a room of the first format')
    return { kind: 'post', claimedAt: 1, body: sealing.seal(body, { kind: 'post', target: null }) }
  })
  if (message === null) throw new Error('it was not applied')
  return message
}

function untilSaid(room: Room, id: string): Promise<Message> {
  return waitFor(async () => (await room.history()).messages.find((message) => message.id === id) ?? null, {
    timeoutMs: 25_000,
  })
}

async function read(room: Room, message: Message, at: number): Promise<number> {
  await using file = await room.files.open(message, at)
  return await countBytes(file.read())
}

/** The same of what nobody has. */
async function readSoon(room: Room, message: Message, at: number): Promise<number> {
  await using file = await room.files.open(message, at)
  return await countBytes(file.read(undefined, { timeoutMs: 300 }))
}

async function countBytes(pieces: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0
  for await (const piece of pieces) bytes += piece.byteLength
  return bytes
}

test('what a file is said to be and is not, is found out, and costs no more than it is', async () => {
  await using test = await createTestRoom(['alice', 'mallory'])
  const { alice, mallory } = test
  const fileKey = crypto.randomBytes(32)
  const pears = Buffer.from('pears')
  const full = Buffer.alloc(FILE_BLOCK_BYTES, 1)
  const about = { mediaType: 'text/plain', width: 0, height: 0, fileKey, hash: hashOf(pears), size: 5 }
  const signer = await coreOf(mallory, [sealBlock(fileKey, 0, pears)])
  const swapped = await coreOf(mallory, [sealBlock(fileKey, 1, full), sealBlock(fileKey, 0, full)])
  const swollen = await coreOf(mallory, [sealBlock(fileKey, 0, Buffer.alloc(1024 * 1024))])
  const files: FileReference[] = [
    { ...about, signer, name: 'good' },
    { ...about, signer, name: 'another hash', hash: hashOf(full) },
    { ...about, signer, name: 'another key', fileKey: crypto.randomBytes(32) },
    { ...about, signer, name: 'longer', size: 6 },
    { ...about, signer: swapped, name: 'swapped', size: 2 * FILE_BLOCK_BYTES },
    { ...about, signer: swollen, name: 'swollen' },
    { ...about, signer, name: 'huge', size: LIMITS.MAX_FILE_BYTES },
    // Her own core in the room, by its signer: the place of a file is another core.
    { ...about, signer: insides(mallory.room).base.local.keyPair?.publicKey ?? signer, name: 'a writer' },
  ]
  const message = await untilSaid(alice.room, (await sayFiles(mallory, files)).id)
  expect(await read(alice.room, message, 0)).toBe(5)
  for (const at of [1, 2, 3, 4, 5, 6]) {
    await expect(read(alice.room, message, at), files[at]?.name).rejects.toMatchObject({
      code: 'FILE_DAMAGED',
    })
  }
  await expect(readSoon(alice.room, message, 7)).rejects.toMatchObject({ code: 'FILE_UNREACHABLE' })
  await using writer = await alice.room.files.open(message, 7)
  expect(writer.id).not.toBe(encodeKey(writerKeyOf(mallory)))
  // Nor does dropping it take what she writes off this disk.
  await alice.room.files.drop(writer.id)
  expect((await alice.room.history()).messages.at(-1)?.id).toBe(message.id)
}, 60_000)

test('names, types and sizes of hers are safe to show, and the limits hold', async () => {
  await using test = await createTestRoom(['alice', 'mallory'])
  const { alice, mallory } = test
  const about = {
    size: 5,
    width: 65_535,
    height: 1,
    hash: crypto.randomBytes(32),
    fileKey: crypto.randomBytes(32),
    signer: crypto.randomBytes(32),
  }
  const names = [
    '../../.ssh/authorized_keys',
    '\u001b]0;pwned\u0007',
    'cv\u202efdp.exe',
    'C:\\con',
    '\n',
    '   ',
  ]
  const types = ['text/html', 'image/png; charset=x', 'IMAGE/PNG', '', '<b>', 'a/b\r\nset-cookie: x']
  const files = names.map((name, at) => ({ ...about, name, mediaType: types[at] ?? '' }))
  const message = await untilSaid(alice.room, (await sayFiles(mallory, files)).id)
  expect(message.files.map(({ name }) => name)).toEqual([
    '../../.ssh/authorized_keys',
    'file',
    'cvfdp.exe',
    'C:\\con',
    'file',
    'file',
  ])
  expect(message.files.map(({ mediaType }) => mediaType)).toEqual(['text/html', '', 'image/png', '', '', ''])
  expect(message.files.map(({ name }) => safeFileName(name))).toEqual([
    'authorized_keys',
    'file',
    'cvfdp.exe',
    '_con',
    'file',
    'file',
  ])
  const good = files[0] ?? { ...about, name: 'x', mediaType: '' }
  for (const bad of [
    { ...good, size: LIMITS.MAX_FILE_BYTES + 1 },
    { ...good, size: Number.MAX_SAFE_INTEGER },
    { ...good, name: '' },
    { ...good, name: 'x'.repeat(256) },
    { ...good, width: 65_536 },
  ]) {
    expect(() =>
      fileMessageBody.encode({ text: '', replyTo: null, replySeq: 0, mentions: [], files: [bad] }),
    ).toThrow(expect.objectContaining({ code: 'RECORD_INVALID' }))
  }
}, 60_000)

test('a message of a later version says so, and breaks nothing', async () => {
  await using test = await createTestRoom(['alice', 'mallory'])
  const { alice, mallory } = test
  const later = await insides(mallory.room).writer.say((sealing) => {
    if (sealing === null) throw new Error('a room of the first format')
    return {
      kind: 'post',
      claimedAt: 1,
      body: sealing.seal(Buffer.from([3, 1, 2, 3]), { kind: 'post', target: null }),
    }
  })
  const message = await untilSaid(alice.room, later?.id ?? '')
  expect(message).toMatchObject({ text: '', files: [], unreadable: 'newer' })
}, 60_000)

test('a removed member reads no file that is sent afterwards', async () => {
  await using test = await createTestRoom(['alice', 'mallory', 'carol'])
  const { alice, mallory, carol } = test
  const secret = Buffer.from('the new key is under the pear tree')
  const add = async (name: string) => {
    const content = (async function* () {
      yield await Promise.resolve(secret)
    })()
    return (await alice.room.files.add(content, { name })).id
  }
  const before = await alice.room.say('', { files: [await add('before.txt')] })
  expect(await read(mallory.room, await untilSaid(mallory.room, before.id), 0)).toBe(secret.byteLength)

  const me = (await mallory.room.members()).find(({ mine }) => mine)
  await alice.room.remove(me?.id ?? '')
  const after = await alice.room.say('', { files: [await add('after.txt')] })
  // Those who stay read it, and who comes later, too.
  expect(await read(carol.room, await untilSaid(carol.room, after.id), 0)).toBe(secret.byteLength)
  const dave = await test.join('dave')
  expect(await read(dave.room, await untilSaid(dave.room, after.id), 0)).toBe(secret.byteLength)

  // She goes on getting every block of the room, and has no key: neither the name, nor where the file is.
  const seen = await untilSaid(mallory.room, after.id)
  expect(seen).toMatchObject({ text: '', files: [], unreadable: 'no-key' })
  await expect(mallory.room.files.open(seen)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  // Even with the blocks themselves: they are not what was sent.
  const [core] = await alice.room.files.cores()
  const stolen = alice.peer.store.get({ key: core?.key ?? null, active: false })
  await stolen.ready()
  const block = await stolen.get(0)
  await stolen.close()
  expect(Buffer.from(block).includes(secret.subarray(0, 8))).toBe(false)
}, 60_000)

test('who takes away a message that brings their own file again keeps the file', async () => {
  await using test = await createTestRoom(['alice', 'mallory'])
  const { alice, mallory } = test
  const added = await alice.room.files.add(Readable.from([Buffer.from('pears')]), { name: 'pears.txt' })
  const said = await alice.room.say('', { files: [added.id] })
  await untilSaid(mallory.room, said.id)
  const target = parseMessageId(said.id)
  if (target === null) throw new Error('no message id')
  const files = await insides(mallory.room).reader.read(async (reading) => {
    const [record] = await findMessages(reading, { target, seq: said.seq })
    return record === undefined ? null : reading.filesOf(record)
  })
  const again = await sayFiles(mallory, [...(files ?? [])])
  await untilSaid(alice.room, again.id)
  await alice.room.delete(again.id)
  expect(await alice.room.files.stored()).toMatchObject([{ name: 'pears.txt', here: 5, isOwn: true }])
}, 60_000)
