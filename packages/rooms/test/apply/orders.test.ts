/**
 * `apply` on its own, without a network: people with real keys write random and hostile operations of every kind. It never
 * throws, comes to the same view however the operations are cut into batches, and keeps what must always hold.
 */
import {
  admissionSignable,
  encodeOperation,
  type KnownOperation,
  type Role,
  ROLES,
  ROOM_KINDS,
} from '@comice/protocol'
import { seededRandom, type SeededRandom, tempDir, testSeed } from '@comice/testkit'
import type Autobase from 'autobase'
import Corestore from 'corestore'
import Hyperbee from 'hyperbee'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { applyRoom } from '../../src/apply/apply-room.ts'
import { type RoomBee, ViewReader } from '../../src/view/room-view.ts'
import { makeCast, type Member } from './cast.ts'

const IS_FULL = process.env.COMICE_TEST_FULL === '1'
/** A million in full runs. */
const RUNS = IS_FULL ? 500 : 4
const OPERATIONS = IS_FULL ? 2_000 : 400

type Node = Autobase.Node<Uint8Array>

const cast = await makeCast(['alice', 'bob', 'carol', 'dave', 'erin', 'mallory'])

interface Scene {
  random: SeededRandom
  /** Ids of epochs that were made, and some that were not. */
  epochs: Uint8Array[]
  lengths: Map<Member, number>
}

function operationBy(author: Member, { random, epochs, lengths }: Scene): KnownOperation {
  const someone = () => random.pick(cast.members)
  const identityKey = () => someone().identity.publicKey
  const epochId = () => random.pick(epochs)
  const role = (): Role => random.pick(ROLES)
  const body = () => ({
    epochId: epochId(),
    nonce: random.bytes(24),
    box: random.bytes(random.pick([17, 40])),
  })
  const target = () => {
    const of = someone()
    return { writerKey: of.writer.key, index: random.integer(0, lengths.get(of) ?? 0) }
  }
  const sealed = () =>
    random
      .shuffle(cast.members)
      .slice(0, random.integer(0, 4))
      .map(({ identity }) => ({ deviceKey: identity.device.publicKey, box: random.bytes(80) }))
  const inviteId = () => random.pick(cast.inviteIds)
  const inviteOf = (kind: 'invite' | 'gated-invite') => {
    const [expiresAt, maxUses] = [random.pick([0, 0, 50]), random.pick([0, 1, 3])]
    return { kind, inviteId: inviteId(), publicKey: random.bytes(32), expiresAt, maxUses, role: role() }
  }
  const admit = (): KnownOperation => {
    const id = inviteId()
    const facts = {
      inviteId: id,
      device: random.pick(cast.members).deviceFor(id),
      admittedAt: random.integer(0, 99),
      admitter: author.identity.device.publicKey,
    }
    return {
      kind: 'admit',
      ...facts,
      signature: author.identity.sign(admissionSignable(cast.roomKey, facts)),
    }
  }
  const epoch = (): KnownOperation => {
    const id = random.chance(0.2) ? epochId() : random.bytes(32)
    epochs.push(id)
    const links = [{ epochId: epochId(), nonce: random.bytes(24), box: random.bytes(48) }]
    return { kind: 'epoch', epochId: id, links, without: [identityKey()], sealed: sealed() }
  }
  const make: (() => KnownOperation)[] = [
    admit,
    admit,
    epoch,
    () => inviteOf('invite'),
    () => inviteOf('gated-invite'),
    () => ({ kind: 'revoke', inviteId: inviteId() }),
    () => ({ kind: 'message', text: 'x', claimedAt: 1, replyTo: null }),
    () => ({ kind: 'profile', name: random.pick(['', 'x']) }),
    () => ({ kind: 'keep', seederKey: random.bytes(32), on: true }),
    () => ({ kind: 'epoch-seal', epochId: epochId(), sealed: sealed() }),
    () => ({ kind: 'post', claimedAt: 1, body: body() }),
    () => ({ kind: 'edit', target: target(), claimedAt: random.integer(0, 1), body: body() }),
    () => ({ kind: 'delete', target: target() }),
    () => ({ kind: 'react', target: target(), body: random.chance(0.3) ? null : body() }),
    () => ({ kind: 'pin', target: target(), seq: 0, on: random.chance(0.7) }),
    () => ({ kind: 'role', identityKey: identityKey(), role: role() }),
    () => ({ kind: 'role', identityKey: identityKey(), role: role() }),
    () => ({ kind: 'remove', identityKey: identityKey(), ban: random.chance(0.3) }),
    () => ({ kind: 'unban', identityKey: identityKey() }),
    () => ({ kind: 'approve', writerKey: someone().writer.key, on: random.chance(0.8) }),
    () => ({ kind: 'room-kind', roomKind: random.pick(ROOM_KINDS) }),
  ]
  if (random.chance(0.03)) return { kind: 'leave', claimedAt: 1 }
  return random.pick(make)()
}

function bytesBy(author: Member, scene: Scene): Uint8Array {
  const { random } = scene
  if (random.chance(0.02)) return random.bytes(random.pick([0, 3, 200]))
  const bytes = Buffer.from(encodeOperation(operationBy(author, scene)))
  if (random.chance(0.05)) bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255)
  if (random.chance(0.02)) return bytes.subarray(0, random.integer(0, bytes.length))
  return bytes
}

function randomNodes(random: SeededRandom): Node[] {
  const scene: Scene = { random, epochs: [random.bytes(32)], lengths: new Map() }
  const nodes = cast
    .founding(random)
    .map((operation) => nodeOf(cast.creator, encodeOperation(operation), scene))
  while (nodes.length < OPERATIONS) {
    const author = random.pick(cast.members)
    nodes.push(nodeOf(author, bytesBy(author, scene), scene))
  }
  return nodes
}

function nodeOf(author: Member, value: Uint8Array, { lengths }: Scene): Node {
  const length = (lengths.get(author) ?? 0) + 1
  lengths.set(author, length)
  return { value, length, from: { key: author.writer.key } } as unknown as Node
}

/** Applies nodes in batches of these sizes, to a new view. */
async function applied(store: Corestore, name: string, batches: Node[][]) {
  const bee: RoomBee = new Hyperbee<Uint8Array, Uint8Array>(store.get({ name }), {
    keyEncoding: 'binary',
    valueEncoding: 'binary',
    extension: false,
  })
  await bee.ready()
  const writers: string[] = []
  const host = {
    key: cast.roomKey,
    addWriter: async (key: Uint8Array, { indexer }: { indexer: boolean }) => {
      expect(indexer).toBe(false)
      writers.push(Buffer.from(key).toString('hex'))
    },
    interrupt: () => {
      throw new Error('nobody asked for an upgrade')
    },
  } as unknown as Autobase.HostCalls
  for (const batch of batches) {
    await applyRoom(batch, bee, host)
    await assertSound(new ViewReader(bee))
  }
  const hash = createHash('sha256')
  for await (const { key, value } of bee.createReadStream()) hash.update(key).update(value)
  // A core is let in once: letting it in again could take back what it wrote.
  expect(new Set(writers).size).toBe(writers.length)
  return { hash: hash.digest('hex'), writers, view: new ViewReader(bee) }
}

/** What holds whatever was written. */
async function assertSound(view: ViewReader): Promise<void> {
  const state = await view.state()
  const gone = new Set(
    (await view.departures()).map(({ identityKey }) => Buffer.from(identityKey).toString('hex')),
  )
  const present = (await view.people()).filter(
    ({ identityKey }) => !gone.has(Buffer.from(identityKey).toString('hex')),
  )
  expect(state.people).toBe(present.length)
  expect(state.pending).toBe((await view.allPending()).length)
  expect(state.pins).toBe((await view.pins()).length)
  expect(state.epochs).toBe((await view.epochs()).length)
  if (present.length > 0) expect(present.map(({ role }) => role)).toContain('owner')
  for (const invite of await view.invites()) {
    if (invite.maxUses !== 0) expect(invite.uses).toBeLessThanOrEqual(invite.maxUses)
    const maker = present.find(({ identityKey }) => Buffer.from(identityKey).equals(invite.createdBy))
    if (maker === undefined) expect(invite.revoked).toBe(true)
  }
  const current = await view.currentEpoch()
  if (current === null || current.isStale) return
  // Nobody who is not in has the key of an epoch that is good to seal under.
  const devices = (await view.devices()).filter(
    ({ owner }) => !gone.has(Buffer.from(owner.identityKey).toString('hex')),
  )
  const keys = new Set(devices.map(({ owner }) => Buffer.from(owner.deviceKey).toString('hex')))
  for (const { deviceKey } of await view.sealsOf(current.number)) {
    expect(keys.has(Buffer.from(deviceKey).toString('hex'))).toBe(true)
  }
}

function cut(nodes: Node[], random: SeededRandom): Node[][] {
  const batches: Node[][] = []
  for (let at = 0; at < nodes.length;) {
    const size = random.integer(1, 60)
    batches.push(nodes.slice(at, at + size))
    at += size
  }
  return batches
}

test(`${RUNS * OPERATIONS} random operations of people and enemies: nothing throws, and batches make no difference`, async () => {
  const kinds = new Set<string>()
  for (let run = 0; run < RUNS; run++) {
    await using dir = await tempDir('orders')
    const store = new Corestore(dir.path)
    const random = seededRandom(`orders/${testSeed()}/${run}`)
    const nodes = randomNodes(random)
    const once = await applied(store, 'once', [nodes])
    const cutUp = await applied(store, 'cut', cut(nodes, random))
    expect(cutUp.hash, `run ${run}`).toBe(once.hash)
    expect(cutUp.writers, `run ${run}`).toEqual(once.writers)
    const { messages, heldBack, notes, pins, epochs, people } = await once.view.state()
    for (const [kind, count] of Object.entries({ messages, heldBack, notes, pins, epochs, people })) {
      if (count > 0) kinds.add(kind)
    }
    await store.close()
  }
  // Not all was refused, or this would show nothing.
  expect([...kinds].sort()).toEqual(['epochs', 'heldBack', 'messages', 'notes', 'people', 'pins'])
}, 600_000)
