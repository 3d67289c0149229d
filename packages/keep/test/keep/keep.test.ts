import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { silentLogger } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import crypto from 'hypercore-crypto'
import { expect, test } from 'vitest'
import { channelsOf } from '../../src/channel/blind-channels.ts'
import { createKeep } from '../../src/keep/keep.ts'
import { createKeeper } from '../../src/keeper/keeper.ts'
import { type Base, link, openBase, until } from '../base.ts'
import { createKeepPeers, type KeepPeer } from '../peers.ts'

const WRITERS = 16
const MESSAGES = 10

type Peers = Awaited<ReturnType<typeof createKeepPeers>>

/** A room of alice in which 16 people wrote and left, and to which carol is admitted without having seen anything. */
async function departedRoom(peers: Peers, alice: KeepPeer) {
  const room = await openBase(alice.peer, null)
  let said = 0
  for (let i = 0; i < WRITERS; i++) {
    const writer = await peers.open()
    const theirs = await openBase(writer.peer, room.key)
    await room.admit(theirs.base.local.key as Uint8Array)
    const cut = link(room, theirs)
    await until(async () => (await theirs.base.update(), theirs.base.writable))
    for (let j = 0; j < MESSAGES; j++) await theirs.say(`plaintext of writer ${i}, message ${j}`)
    said += MESSAGES
    await until(async () => (await room.messages()).length === said)
    cut()
    await theirs.close()
    await writer.close()
  }
  const carol = await peers.open()
  const empty = await openBase(carol.peer, room.key)
  await room.admit(empty.base.local.key as Uint8Array)
  await empty.close()
  await room.base.ack()
  return { room, said, carol }
}

/** The only one, which comes a moment after the dial is over. */
function connectionOf({ peer }: Pick<KeepPeer, 'peer'>) {
  return waitFor(() => [...peer.network.connections.values()][0])
}

async function firstReadable(base: Base): Promise<number> {
  const start = performance.now()
  await until(async () => (await base.messages()).length > 0)
  return performance.now() - start
}

test('a newcomer reads all messages of 16 departed writers from the seeder alone, the first soon', async () => {
  await using peers = await createKeepPeers()
  const alice = await peers.open()
  const seeder = await peers.open()
  await createKeep(seeder.peer, { allow: [alice.peer.identity.device.publicKey] })
  const { room, said, carol } = await departedRoom(peers, alice)
  const seederKey = seeder.peer.identity.device.publicKey

  const keeping = createKeeper(alice.peer).keep(room.source, seederKey)
  const progress = await keeping.whenHeld({ timeoutMs: 20_000 })
  expect(progress).toMatchObject({ state: 'held', heldCores: progress.cores, heldBlocks: progress.blocks })
  expect(progress.cores).toBeGreaterThanOrEqual(WRITERS + 2)
  await room.close()
  await alice.close()

  const connected = carol.peer.network.joinPeer(seederKey)
  await connected.flushed()
  const theirs = await openBase(carol.peer, room.key)
  const ms = await firstReadable(theirs)
  // 0.1 s where nothing else runs.
  expect(ms).toBeLessThan(8000)
  await until(async () => (await theirs.messages()).length === said)
  expect(await theirs.messages()).toContain('plaintext of writer 0, message 0')
  await theirs.close()
})

test('the seeder’s disk holds no plaintext', async () => {
  await using peers = await createKeepPeers()
  const alice = await peers.open()
  const seeder = await peers.open()
  await createKeep(seeder.peer, { allow: [alice.peer.identity.device.publicKey] })
  const room = await openBase(alice.peer, null)
  for (let i = 0; i < 50; i++) await room.say(`plaintext number ${i}`)
  await createKeeper(alice.peer).keep(room.source, seeder.peer.identity.device.publicKey).whenHeld()
  await room.close()
  await seeder.close()
  expect(await filesWith(seeder.dir, 'plaintext')).toEqual([])
  await alice.close()
})

test('who is not allowed is refused by name, and nothing is stored', async () => {
  await using peers = await createKeepPeers()
  const mallory = await peers.open()
  const seeder = await peers.open()
  const keep = await createKeep(seeder.peer)
  const room = await openBase(mallory.peer, null)
  await room.say('hello')
  const keeping = createKeeper(mallory.peer).keep(room.source, seeder.peer.identity.device.publicKey)
  await expect(keeping.whenHeld()).rejects.toMatchObject({
    code: 'SEEDER_REFUSED',
    hint: expect.stringContaining(encodeKey(mallory.peer.identity.device.publicKey)),
  })
  expect(keep.stats()).toMatchObject({ cores: 0, bytes: 0, refusals: 1 })
})

test('a stranger who asks again and again fills no log', async () => {
  await using peers = await createKeepPeers()
  const mallory = await peers.open()
  const told: string[] = []
  const seeder = await peers.open(undefined, {
    ...silentLogger,
    info: (_fields, message) => told.push(message),
  })
  const keep = await createKeep(seeder.peer)
  await mallory.peer.network.joinPeer(seeder.peer.identity.device.publicKey).flushed()
  const connection = await connectionOf(mallory)
  const channel = await channelsOf(mallory.peer).open(connection)
  const request = { referrer: null, priority: 0, announce: false, cores: [] }
  for (let times = 0; times < 100; times++) channel?.messages[0]?.send(request)
  await until(async () => keep.stats().refusals === 100)
  expect(told.filter((message) => message === 'refused to keep')).toHaveLength(1)
})

test('a grant lets a device store, and revoking it ends its connection', async () => {
  await using peers = await createKeepPeers()
  const alice = await peers.open()
  const seeder = await peers.open()
  await createKeep(seeder.peer)
  const device = encodeKey(alice.peer.identity.device.publicKey)
  const grant = await seeder.peer.grants.grant({
    who: { kind: 'device', key: device },
    what: { capability: 'keep' },
  })
  const room = await openBase(alice.peer, null)
  await room.say('hello')
  const keeping = createKeeper(alice.peer).keep(room.source, seeder.peer.identity.device.publicKey)
  await keeping.whenHeld()

  await seeder.peer.grants.revoke(grant.id)
  await until(async () => keeping.progress.state === 'refused')
  await room.say('more')
  await expect(keeping.whenHeld()).rejects.toMatchObject({ code: 'SEEDER_REFUSED' })
})

test('a full seeder says so, and keeps what it has', async () => {
  await using peers = await createKeepPeers()
  const alice = await peers.open()
  const seeder = await peers.open()
  const keep = await createKeep(seeder.peer, { allow: 'anyone', maxBytes: 4096 })
  const first = await openBase(alice.peer, null)
  for (let i = 0; i < 20; i++) await first.say('x'.repeat(1000))
  const keeper = createKeeper(alice.peer)
  const seederKey = seeder.peer.identity.device.publicKey
  const keeping = keeper.keep(first.source, seederKey)
  await keeping.whenHeld()
  const held = keep.stats()
  expect(held.isFull).toBe(true)

  const bob = await peers.open()
  const second = await openBase(bob.peer, null)
  await second.say('no room for this')
  await expect(createKeeper(bob.peer).keep(second.source, seederKey).whenHeld()).rejects.toMatchObject({
    code: 'SEEDER_FULL',
    details: { maxBytes: 4096 },
  })
  expect(keep.stats()).toMatchObject({ cores: held.cores, bytes: held.bytes })
})

test('cores without a block are bounded too, of all clients together', async () => {
  await using peers = await createKeepPeers()
  const seeder = await peers.open()
  const keep = await createKeep(seeder.peer, { allow: 'anyone', maxCores: 100 })
  const strangers = await Promise.all([1, 2, 3].map(() => peers.open()))
  for (const { peer } of strangers) {
    await peer.network.joinPeer(seeder.peer.identity.device.publicKey).flushed()
    const connection = await connectionOf({ peer })
    const channel = await channelsOf(peer).open(connection)
    const ask = () => {
      const cores = Array.from({ length: 40 }, () => ({ key: crypto.randomBytes(32), length: 0 }))
      channel?.messages[0]?.send({ referrer: null, priority: 0, announce: false, cores })
    }
    ask()
    ask()
  }
  await until(async () => keep.stats().requests === 6 && keep.stats().cores === 80)
  expect(keep.stats()).toMatchObject({ bytes: 0, refusals: 4, isFull: false, maxCores: 100 })
})

async function filesWith(dir: string, text: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  expect(paths.length).toBeGreaterThan(5)
  const contents = await Promise.all(paths.map((path) => readFile(path)))
  return paths.filter((_path, i) => contents[i]?.includes(text))
}
