import BlindPeer from 'blind-peer'
import BlindPeering from 'blind-peering'
import { decodeKey, encodeKey } from '@comice/protocol'
import { spawnPeer, tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createKeep } from '../../src/keep/keep.ts'
import { createKeeper } from '../../src/keeper/keeper.ts'
import { openBase, until } from '../base.ts'
import { createKeepPeers } from '../peers.ts'

test('what is said later, and by new writers, is kept without asking again', async () => {
  await using peers = await createKeepPeers()
  const [alice, bob, seeder] = [await peers.open(), await peers.open(), await peers.open()]
  await createKeep(seeder.peer, { allow: [alice.peer.identity.device.publicKey] })
  const room = await openBase(alice.peer, null)
  await room.say('hello')
  const keeping = createKeeper(alice.peer).keep(room.source, seeder.peer.identity.device.publicKey)
  const before = await keeping.whenHeld()

  const theirs = await openBase(bob.peer, room.key)
  await room.admit(theirs.base.local.key as Uint8Array)
  bob.peer.network.joinPeer(alice.peer.identity.device.publicKey)
  alice.peer.network.join(room.key)
  await until(async () => (await theirs.base.update(), theirs.base.writable))
  await theirs.say('hello from bob')
  await until(async () => (await room.messages()).includes('hello from bob'))
  await until(async () => {
    const { state, cores, blocks } = keeping.progress
    return state === 'held' && cores === before.cores + 1 && blocks > before.blocks
  })
})

test('a seeder that nobody runs is unreachable, with its key in the error', async () => {
  await using peers = await createKeepPeers()
  const alice = await peers.open()
  const room = await openBase(alice.peer, null)
  const nobody = Buffer.alloc(32, 9)
  const keeping = createKeeper(alice.peer).keep(room.source, nobody)
  await expect(keeping.whenHeld({ timeoutMs: 1000 })).rejects.toMatchObject({
    code: 'SEEDER_UNREACHABLE',
    message: expect.stringContaining(encodeKey(nobody)),
  })
})

test('a peer that keeps nothing is named as no seeder', async () => {
  await using peers = await createKeepPeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const announced = bob.peer.network.join(Buffer.alloc(32, 1))
  await announced.flushed()
  const room = await openBase(alice.peer, null)
  const keeping = createKeeper(alice.peer).keep(room.source, bob.peer.identity.device.publicKey)
  await expect(keeping.whenHeld()).rejects.toMatchObject({ code: 'SEEDER_NOT_ONE' })
})

test('a wait ends with its signal and its deadline, and keeping goes on', async () => {
  await using peers = await createKeepPeers()
  const alice = await peers.open()
  const room = await openBase(alice.peer, null)
  const keeping = createKeeper(alice.peer).keep(room.source, Buffer.alloc(32, 9))
  const reason = new Error('changed my mind')
  await expect(keeping.whenHeld({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  expect(keeping.isClosed).toBe(false)
  const closing = keeping.whenHeld()
  const [outcome] = await Promise.allSettled([closing, keeping.close()])
  expect(outcome).toMatchObject({ reason: { code: 'KEEP_CLOSED' } })
})

test('two peers keep each other’s rooms over one connection', async () => {
  await using peers = await createKeepPeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  await createKeep(alice.peer, { allow: [bob.peer.identity.device.publicKey] })
  await createKeep(bob.peer, { allow: [alice.peer.identity.device.publicKey] })
  const rooms = [await openBase(alice.peer, null), await openBase(bob.peer, null)]
  for (const room of rooms) await room.say('hello')
  const held = await Promise.all([
    createKeeper(alice.peer).keep(rooms[0]!.source, bob.peer.identity.device.publicKey).whenHeld(),
    createKeeper(bob.peer).keep(rooms[1]!.source, alice.peer.identity.device.publicKey).whenHeld(),
  ])
  expect(held.map(({ state }) => state)).toEqual(['held', 'held'])
})

test('a plain blind-peer is used as it is', async () => {
  await using peers = await createKeepPeers()
  await using dir = await tempDir()
  const alice = await peers.open()
  const blind = new BlindPeer(dir.path, { bootstrap: [...peers.dht.bootstrap] })
  await blind.ready()
  await blind.listen()
  const room = await openBase(alice.peer, null)
  await room.say('hello')
  const progress = await createKeeper(alice.peer).keep(room.source, blind.publicKey).whenHeld()
  expect(progress.heldBlocks).toBe(progress.blocks)
  await alice.close()
  await blind.close()
})

test('a plain blind-peering client is served, when it is allowed', async () => {
  await using peers = await createKeepPeers()
  const [alice, seeder] = [await peers.open(), await peers.open()]
  const dht = peers.dht.createNode()
  const keep = await createKeep(seeder.peer, { allow: [dht.defaultKeyPair.publicKey] })
  const peering = new BlindPeering(dht, alice.peer.store, { keys: [seeder.peer.identity.device.publicKey] })
  const core = alice.peer.store.get({ name: 'notes' })
  await core.append(['one', 'two', 'three'].map((text) => Buffer.from(text)))
  await waitFor(async () => {
    await peering.addCore(core)
    return keep.stats().bytes === core.byteLength
  })
  await peering.close()
})

test('a seeder that is killed has what it held when it is back, and gets what it missed', async () => {
  await using peers = await createKeepPeers()
  await using dir = await tempDir()
  const alice = await peers.open()
  const env = {
    SEEDER_DIR: dir.path,
    SEEDER_BOOTSTRAP: peers.dht.address,
    SEEDER_ALLOW: encodeKey(alice.peer.identity.device.publicKey),
  }
  const script = new URL('./seeder-process.ts', import.meta.url)
  const start = async () => {
    const seeder = await spawnPeer({ name: 'seeder', script, env, execArgv: ['--conditions=@comice/source'] })
    return { seeder, ready: await seeder.waitForJson<{ key: string; cores: number }>(() => true) }
  }
  const room = await openBase(alice.peer, null)
  for (let i = 0; i < 100; i++) await room.say(`message ${i}`)

  const first = await start()
  const key = decodeKey(first.ready.key)
  const keeping = createKeeper(alice.peer).keep(room.source, key)
  const held = await keeping.whenHeld()
  await first.seeder.kill()
  await room.say('while it was dead')

  const second = await start()
  expect(second.ready.cores).toBe(held.cores)
  const again = await keeping.whenHeld()
  expect(again.heldBlocks).toBeGreaterThan(held.heldBlocks)
  await room.close()
  await alice.close()

  const carol = await peers.open()
  carol.peer.network.joinPeer(key)
  const theirs = await openBase(carol.peer, room.key)
  await until(async () => (await theirs.messages()).length === 101)
  await theirs.close()
  await second.seeder.kill()
})
