/**
 * `apply` on its own, without a network: people with real keys write random and hostile operations of every kind. It never
 * throws, comes to the same bytes however the operations are cut into batches, and whatever order was applied and taken
 * back in between, and keeps what must always hold. Links between blocks are Autobase's: `fuzz.test.ts` forges those.
 */
import { seededRandom, type SeededRandom, tempDir, testSeed } from '@comice/testkit'
import type Autobase from 'autobase'
import Corestore from 'corestore'
import Hyperbee from 'hyperbee'
import type Hypercore from 'hypercore'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { applyRoom } from '../../src/apply/apply-room.ts'
import { type RoomBee, ViewReader } from '../../src/view/room-view.ts'
import { isSealed, readMessages } from '../../src/view/view-messages.ts'
import { settledState } from './cast-room.ts'
import { makeCast } from './cast.ts'
import { HOSTILE_KINDS, type Node, randomRoom } from './random-room.ts'
import { assertSound } from './sound-view.ts'

const IS_FULL = process.env.COMICE_TEST_FULL === '1'
/** More, and most of a room's people have gone. */
const OPERATIONS = 500
const RUNS_OF_A_TEST = IS_FULL ? 100 : 4
/** A million operations in full runs, in parts so that one that fails is near. */
const TESTS = IS_FULL ? 20 : 1

const NAMES = [
  'alice',
  'bob',
  'carol',
  'dave',
  'erin',
  'mallory',
  'alice/phone',
  'bob/phone',
  'mallory/phone',
]
const cast = await makeCast(NAMES)

/** A view of its own, and who was let write. */
interface Applied {
  readonly core: Hypercore
  readonly host: Autobase.HostCalls
  readonly writers: string[]
}

/** What is applied does not tell how long Autobase's own view is: that depends on the handovers that a device went through. */
function openView(store: Corestore, name: string, systemLength: number): Applied {
  const writers: string[] = []
  const host = {
    key: cast.roomKey,
    addWriter: async (key: Uint8Array, { indexer }: { indexer: boolean }) => {
      expect(indexer).toBe(false)
      writers.push(Buffer.from(key).toString('hex'))
    },
    state: settledState(systemLength),
    interrupt: () => {
      throw new Error('nobody asked for an upgrade')
    },
  } as unknown as Autobase.HostCalls
  return { core: store.get({ name }), host, writers }
}

function beeOf({ core }: Applied): RoomBee {
  return new Hyperbee<Uint8Array, Uint8Array>(core.session(), {
    keyEncoding: 'binary',
    valueEncoding: 'binary',
    extension: false,
  })
}

async function applyAll(view: Applied, batches: readonly Node[][]): Promise<void> {
  const bee = beeOf(view)
  await bee.ready()
  for (const batch of batches) {
    await applyRoom(batch, bee, view.host)
    if (batches.length > 1) await assertSound(new ViewReader(bee))
  }
  await bee.close()
}

/** Between batches another order is applied that turns out not to be the one, and is taken back. */
async function applyWithDetours(
  view: Applied,
  batches: readonly Node[][],
  random: SeededRandom,
): Promise<void> {
  await view.core.ready()
  for (const [at, batch] of batches.entries()) {
    if (random.chance(0.3)) {
      const [length, writers] = [view.core.length, view.writers.length]
      await applyAll(view, [random.shuffle(batches.slice(at, at + 3).flat())])
      if (view.core.length > length) await view.core.truncate(length)
      view.writers.length = writers
    }
    await applyAll(view, [batch])
  }
}

async function summaryOf(view: Applied) {
  const bee = beeOf(view)
  const hash = createHash('sha256')
  for await (const { key, value } of bee.createReadStream()) hash.update(key).update(value)
  const state = await new ViewReader(bee).state()
  const messages = await readMessages(bee, { before: state.messages, limit: state.messages })
  const muted = messages.filter((message) => isSealed(message) && message.isMuted).length
  await bee.close()
  // A core is let in once: letting it in again could take back what it wrote.
  expect(new Set(view.writers).size).toBe(view.writers.length)
  return { hash: hash.digest('hex'), writers: view.writers, state, muted }
}

function cut(nodes: readonly Node[], random: SeededRandom): Node[][] {
  const batches: Node[][] = []
  for (let at = 0; at < nodes.length;) {
    const size = random.integer(1, 60)
    batches.push(nodes.slice(at, at + size))
    at += size
  }
  return batches
}

async function run(seed: string, seen: Set<string>): Promise<void> {
  await using dir = await tempDir('orders')
  const store = new Corestore(dir.path)
  const random = seededRandom(seed)
  const { nodes, counts } = randomRoom(cast, { random, count: OPERATIONS })
  const [once, inParts, withDetours] = [
    openView(store, 'once', 1),
    openView(store, 'in parts', OPERATIONS),
    openView(store, 'with detours', 10 * OPERATIONS),
  ]
  await applyAll(once, [nodes])
  await applyAll(inParts, cut(nodes, random))
  await applyWithDetours(withDetours, cut(nodes, random), random)
  const expected = await summaryOf(once)
  expect(await summaryOf(inParts), seed).toEqual(expected)
  expect(await summaryOf(withDetours), seed).toEqual(expected)
  for (const kind of counts.keys()) seen.add(kind)
  for (const [kind, count] of Object.entries({ ...expected, ...expected.state, ...expected.state.ignored })) {
    if (typeof count === 'number' && count > 0) seen.add(kind)
  }
  await store.close()
}

for (let part = 0; part < TESTS; part++) {
  const count = RUNS_OF_A_TEST * OPERATIONS
  test(`part ${part}: ${count} random operations of people and enemies, in three ways to one view`, async () => {
    const seen = new Set<string>()
    for (let at = 0; at < RUNS_OF_A_TEST; at++) await run(`orders/${testSeed()}/${part}/${at}`, seen)
    // Not all was refused, or this would show nothing.
    const counted = [
      'messages',
      'personChanges',
      'invites',
      'epochs',
      'seals',
      'heldBack',
      'notes',
      'mutes',
      'reports',
      'plain',
    ]
    const ignored = ['malformed', 'oversized', 'unknown', 'unauthorised']
    expect([...seen]).toEqual(expect.arrayContaining([...counted, ...ignored, ...HOSTILE_KINDS]))
  }, 600_000)
}
