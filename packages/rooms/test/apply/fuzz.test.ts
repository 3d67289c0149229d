/**
 * Whatever a member writes, `apply` neither throws nor hangs, and all members compute the same view. Random blocks
 * of mallory, some well-formed, some nearly, some not at all, reach alice at once and bob in two heaps.
 */
import { createHash } from 'node:crypto'
import { encodeOperation, type KnownOperation, OPERATION_NUMBERS } from '@comice/protocol'
import type { Head } from '@comice/storage'
import { createUnderlay, seededRandom, type SeededRandom, testSeed, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { Room } from '../../src/room/room.ts'
import { createTestRoom } from '../../src/testing/test-room.ts'
import { appendBlocks, envelope, headOf, insides } from '../hostile/mallory.ts'

const RUNS = process.env.COMICE_TEST_FULL === '1' ? 50 : 1
const BLOCKS = 250

/** An operation that decodes, with fields of chance; most are not hers to write. */
function randomOperation(random: SeededRandom): KnownOperation {
  const key = () => (random.chance(0.3) ? Buffer.alloc(32, random.integer(0, 3)) : random.bytes(32))
  const uint = () => random.pick([0, 1, 2, 1_000, 1_800_000_000_000, Number.MAX_SAFE_INTEGER])
  const name = () => random.pick(['', 'x', '\u0000', '\u202e', 'é'.repeat(32)])
  const device = () => ({
    identityKey: key(),
    deviceKey: key(),
    writerKey: key(),
    attestation: {
      writerPublicKey: key(),
      writerSignature: random.bytes(64),
      proof: random.bytes(random.pick([1, 200, 1_024])),
    },
    name: name(),
    signature: random.bytes(64),
  })
  const role = () => random.pick(['owner', 'admin', 'moderator', 'member', 'reader'] as const)
  const make: (() => KnownOperation)[] = [
    () => ({ kind: 'create', roomName: 'x', creator: device(), createdAt: uint(), roomVersion: uint() }),
    () => ({
      kind: 'invite',
      inviteId: key(),
      publicKey: key(),
      expiresAt: uint(),
      maxUses: uint(),
      role: role(),
    }),
    () => ({ kind: 'revoke', inviteId: key() }),
    () => ({
      kind: 'admit',
      inviteId: key(),
      device: device(),
      admittedAt: uint(),
      admitter: key(),
      signature: random.bytes(64),
    }),
    () => ({
      kind: 'message',
      text: random.pick(['x', '\u001b[2J', 'é'.repeat(8_192)]),
      claimedAt: uint(),
      replyTo: null,
    }),
    () => ({ kind: 'message', text: 'x', claimedAt: uint(), replyTo: { writerKey: key(), index: uint() } }),
    () => ({ kind: 'profile', name: name() }),
    () => ({ kind: 'keep', seederKey: key(), on: random.chance(0.5) }),
    () => ({ kind: 'upgrade', roomVersion: uint() }),
  ]
  return random.pick(make)()
}

function randomValue(random: SeededRandom): Uint8Array | null {
  if (random.chance(0.05)) return null
  if (random.chance(0.1)) return random.bytes(random.pick([0, 1, 2, 40, 2_000, 33_000]))
  const bytes = Buffer.from(encodeOperation(randomOperation(random)))
  if (random.chance(0.2)) bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255)
  if (random.chance(0.1)) return bytes.subarray(0, random.integer(0, bytes.length))
  if (random.chance(0.1)) return Buffer.concat([bytes, random.bytes(random.integer(1, 9))])
  if (random.chance(0.1)) bytes[1] = random.pick(Object.values(OPERATION_NUMBERS))
  return bytes
}

function randomBlock(random: SeededRandom, tips: Head[]): Uint8Array {
  if (random.chance(0.05)) return random.bytes(random.integer(0, 300))
  const heads = tips
    .filter(() => random.chance(0.4))
    .map((head) => ({ ...head, length: random.chance(0.8) ? head.length : random.integer(0, head.length) }))
  const batch = random.chance(0.7) ? 1 : random.pick([0, 2, 3, 5])
  const trace = {
    system: [random.integer(0, 9)],
    encryption: [],
    user: [{ view: random.integer(0, 2), blocks: [1] }],
  }
  const extra = { optimistic: random.chance(0.1), trace: random.chance(0.2) ? trace : null }
  const bytes = Buffer.from(envelope({ heads, batch, value: randomValue(random) }, extra))
  if (random.chance(0.1)) bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255)
  return bytes
}

async function viewHash(room: Room): Promise<string> {
  const hash = createHash('sha256')
  for await (const { key, value } of insides(room).base.view.createReadStream())
    hash.update(key).update(value)
  return hash.digest('hex')
}

for (let run = 0; run < RUNS; run++) {
  const seed = `${testSeed()}/${run}`
  test(`seed ${seed}: random blocks of a member leave two others with one view, and nothing stops`, async () => {
    const random = seededRandom(seed)
    await using underlay = createUnderlay({ random: seededRandom(seed) })
    await using test = await createTestRoom(['alice', 'bob', 'mallory'], { underlay })
    const { alice, bob, mallory } = test
    const hers = (await mallory.room.members()).find(({ mine }) => mine)?.id
    for (let at = 0; at < BLOCKS; at += 10) {
      if (at === 50) underlay.cut('bob')
      if (at === 200) underlay.heal('bob')
      const tips = await Promise.all([alice, bob, mallory].map(headOf))
      await appendBlocks(
        mallory,
        Array.from({ length: 10 }, () => randomBlock(random, tips)),
      )
      if (random.chance(0.3)) await random.pick([alice.room, bob.room]).say(`message ${at}`)
    }
    // Ends a batch that may be open, so that everything of hers counts.
    await appendBlocks(
      mallory,
      Array.from({ length: 6 }, () => envelope({ value: Buffer.of(0) })),
    )
    await bob.room.say('last of bob')
    await waitFor(
      async () => (await alice.room.history()).messages.some(({ text }) => text === 'last of bob'),
      { timeoutMs: 25_000 },
    )
    await alice.room.say('last of alice')
    await waitFor(
      async () => {
        const [a, b] = [alice, bob].map(({ room }) => insides(room).base)
        if (a === undefined || b === undefined || a.signedLength !== a.length || a.length !== b.length)
          return false
        return (await viewHash(alice.room)) === (await viewHash(bob.room))
      },
      { timeoutMs: 25_000, describe: 'alice and bob to agree' },
    )
    expect([alice.room.state, bob.room.state]).toEqual(['member', 'member'])
    // Of others her bytes change nothing. They may say that she leaves, as anybody may.
    const others = (await alice.room.members()).filter(({ id }) => id !== hers)
    expect(others.map(({ role }) => role).sort()).toEqual(['member', 'owner'])
  })
}
