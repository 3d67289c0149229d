import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createKeeper, type KeepSource } from '@comice/keep'
import { decodeKey, encodeKey } from '@comice/protocol'
import type { Room } from '@comice/rooms'
import { createTestRoom } from '@comice/rooms/testing'
import { tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { startSeeder } from './seeder.ts'

function sourceOf(room: Room): KeepSource {
  return {
    referrer: room.key,
    cores: () => room.cores(),
    onChange: (listener) => {
      room.on('update', listener)
      return () => room.off('update', listener)
    },
  }
}

function filesOf(room: Room): KeepSource {
  return {
    cores: () => room.files.cores(),
    onChange: (listener) => {
      room.on('files', listener)
      return () => room.off('files', listener)
    },
  }
}

async function findInFolder(dir: string, needles: readonly Uint8Array[]): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const bytes = await readFile(file)
    for (const needle of needles)
      if (bytes.includes(needle)) found.push(`${Buffer.from(needle).toString()} in ${file}`)
  }
  return found
}

test('a file is had from the seeder alone, in whose files neither its name nor its contents are', async () => {
  await using garden = await createTestRoom(['alice', 'bob'])
  await using dir = await tempDir()
  const { alice, bob, peers } = garden
  await using started = await startSeeder({
    dir,
    dht: peers.dht,
    config: `allow = ["${encodeKey(alice.peer.identity.device.publicKey)}"]`,
  })
  const seederKey = decodeKey(started.ready.key)
  await alice.room.setSeeder(seederKey)
  await waitFor(async () => (await bob.room.seeders()).length === 1)
  await bob.close()

  const phrase = 'the treasure is buried under the old pear tree. '
  const contents = Buffer.concat([Buffer.from(phrase.repeat(3_000)), randomBytes(100_000)])
  const content = (async function* () {
    yield await Promise.resolve(contents)
  })()
  const added = await alice.room.files.add(content, { name: 'treasure-map-of-alice.txt' })
  const said = await alice.room.say('a caption of alice', { files: [added.id] })
  const keeper = createKeeper(alice.peer)
  await keeper.keep(sourceOf(alice.room), seederKey).whenHeld()
  await keeper.keep(filesOf(alice.room), seederKey).whenHeld()
  await alice.close()

  const back = await peers.reopen(bob)
  back.peer.network.joinPeer(seederKey)
  const room = await back.rooms.open(bob.room.id)
  const message = await waitFor(
    async () =>
      (await room.history()).messages.find(({ id, files }) => id === said.id && files.length === 1) ?? null,
    { timeoutMs: 40_000 },
  )
  await using file = await room.files.open(message)
  const pieces: Uint8Array[] = []
  for await (const piece of file.read()) pieces.push(piece)
  expect(Buffer.concat(pieces).equals(contents)).toBe(true)

  await started.seeder.stop()
  const needles = ['treasure-map', 'text/plain', 'the old pear tree', 'a caption of alice'].map((text) =>
    Buffer.from(text),
  )
  // What is looked for is found where it is known to be.
  expect(needles.some((needle) => contents.includes(needle))).toBe(true)
  expect(await findInFolder(dir.path, [...needles, contents.subarray(-64)])).toEqual([])
}, 120_000)
