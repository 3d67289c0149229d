import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createKeeper, type KeepSource } from '@comice/keep'
import { decodeKey, encodeKey } from '@comice/protocol'
import type { Room } from '@comice/rooms'
import { createTestRoom } from '@comice/rooms/testing'
import { tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { startSeeder } from './seeder.ts'

const WRITERS = 16
const MESSAGES = 10

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

async function texts(room: Room): Promise<string[]> {
  const { messages } = await room.history({ limit: 500 })
  return messages.map(({ text }) => text)
}

test('carol reads what 16 departed members said from the seeder alone, which cannot', async () => {
  await using garden = await createTestRoom(['alice', 'carol'])
  await using dir = await tempDir()
  const { alice, carol, peers } = garden
  await using started = await startSeeder({
    dir,
    dht: peers.dht,
    config: `allow = ["${encodeKey(alice.peer.identity.device.publicKey)}"]`,
  })
  const seederKey = decodeKey(started.ready.key)
  await alice.room.setSeeder(seederKey)
  await waitFor(async () => (await carol.room.seeders()).length === 1)
  const { id } = carol.room
  await carol.close()

  for (let i = 0; i < WRITERS; i++) {
    const writer = await garden.join(`writer${i}`)
    for (let j = 0; j < MESSAGES; j++) await writer.room.say(`plaintext of writer ${i}, message ${j}`)
    await waitFor(async () => (await texts(alice.room)).length === (i + 1) * MESSAGES)
    await writer.close()
  }
  const said = await texts(alice.room)
  const progress = await createKeeper(alice.peer).keep(sourceOf(alice.room), seederKey).whenHeld()
  expect(progress).toMatchObject({ heldCores: progress.cores, heldBlocks: progress.blocks })
  expect(progress.cores).toBeGreaterThanOrEqual(WRITERS + 4)
  await alice.close()

  const start = performance.now()
  const back = await peers.reopen(carol)
  back.peer.network.joinPeer(seederKey)
  const room = await back.rooms.open(id)
  await waitFor(async () => (await texts(room)).length > 0)
  const firstMs = Math.round(performance.now() - start)
  await waitFor(async () => (await texts(room)).length === said.length)
  expect(await texts(room)).toEqual(said)
  // 0.3 s where nothing else runs.
  expect(firstMs).toBeLessThan(8000)

  await started.seeder.stop()
  const entries = await readdir(dir.path, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  // What they said, what they are called, and what the room is called.
  for (const path of files) {
    const bytes = await readFile(path)
    for (const secret of ['plaintext', 'writer0', 'garden']) expect(bytes.includes(secret), path).toBe(false)
  }
})
