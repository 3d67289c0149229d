import { keyPairOf, seededRandom, topicOf, waitFor } from '@comice/testkit'
import type HyperDHT from 'hyperdht'
import { expect, test } from 'vitest'
import { Admission, DEFAULT_LIMITS } from '../../src/network/admission.ts'
import type { DisconnectReason, SwarmConnection } from '../../src/network/connection.ts'
import { ConnectionTable } from '../../src/network/connections.ts'
import { openKeeper, openLocalNode } from '../../src/network/dht-node.ts'
import { Segment, type SegmentKind } from '../../src/network/segment.ts'
import { silentLogger } from '../../src/peer/logger.ts'

const TOPIC = topicOf('garden')

test('a connection over a better segment takes the place of the one there is, at both ends', async () => {
  await using dhts = await createTwoDhts()
  const [alice, bob] = [await dhts.peer('alice'), await dhts.peer('bob')]
  await meet(alice, bob, 'public')
  expect(kinds(alice)).toEqual(['public'])
  await meet(alice, bob, 'loopback')
  await waitFor(() => kinds(alice)[0] === 'loopback' && kinds(bob)[0] === 'loopback')
  // The end that hears of the new connection last may see the old one ended by the other.
  const logs = [alice, bob].map(({ log }) => log.join(' '))
  expect(logs).toContain('+public -public superseded +loopback')
  for (const log of logs) expect(log).toMatch(/^\+public -public (superseded|remote) \+loopback$/)
})

test('a connection over a worse segment is not even made', async () => {
  await using dhts = await createTwoDhts()
  const [alice, bob] = [await dhts.peer('alice'), await dhts.peer('bob')]
  await meet(alice, bob, 'loopback')
  await alice.segments.public.join(TOPIC, { server: true, client: true }).flushed()
  await bob.segments.public.join(TOPIC, { server: true, client: true }).flushed()
  await bob.segments.public.swarm.flush()
  for (const peer of [alice, bob]) expect(peer.log.join(' ')).toBe('+loopback')
  expect(bob.segments.public.swarm.stats.connects.client.attempted).toBe(0)
})

test('dialled over both segments at once and in any order, both ends keep the same connection', async () => {
  const random = seededRandom()
  for (let round = 0; round < 12; round++) {
    await using dhts = await createTwoDhts()
    const peers = [await dhts.peer('alice'), await dhts.peer('bob')] as const
    const joins = peers.flatMap((peer) => Object.values(peer.segments).map((segment) => ({ peer, segment })))
    for (const { segment } of random.shuffle(joins)) {
      const session = segment.join(TOPIC, { server: true, client: true })
      if (random.chance(0.5)) await session.flushed()
    }
    await waitFor(
      async () => {
        // Missed each other in the first lookup: what the topic does later.
        for (const { segment } of joins) await segment.lookAgain()
        return peers.every((peer) => kinds(peer).join() === 'loopback')
      },
      { intervalMs: 100 },
    )
    const hashes = peers.map(({ table }) => [...table.byKey.values()][0]?.stream.handshakeHash)
    expect(hashes[0]).toEqual(hashes[1])
    expect(Math.max(...peers.map(({ log }) => log.length))).toBeLessThanOrEqual(5)
  }
})

test('when the better connection is gone the worse segment lets the device in again', async () => {
  await using dhts = await createTwoDhts()
  const [alice, bob] = [await dhts.peer('alice'), await dhts.peer('bob')]
  await meet(alice, bob, 'loopback')
  await bob.segments.loopback.close(1000)
  await waitFor(() => alice.table.byKey.size === 0)
  await meet(alice, bob, 'public')
  expect(kinds(alice)).toEqual(['public'])
})

interface TablePeer {
  readonly name: string
  readonly table: ConnectionTable
  readonly segments: Record<'loopback' | 'public', Segment>
  /** What the services see. */
  readonly log: string[]
}

/** Two separate DHTs on loopback; the peers take one for the machine's and the other for the internet's. */
async function createTwoDhts() {
  await using stack = new AsyncDisposableStack()
  const keepers = await Promise.all([0, 0].map((port) => openKeeper({ host: '127.0.0.1', port })))
  for (const keeper of keepers) stack.defer(() => keeper.destroy({ force: true }))
  const kept = stack.move()
  const [near, far] = keepers as [HyperDHT, HyperDHT]
  return {
    peer: async (name: string): Promise<TablePeer> => {
      const peer = createTablePeer(name, {
        loopback: await openLocalNode('127.0.0.1', [addressOf(near)]),
        public: await openLocalNode('127.0.0.1', [addressOf(far)]),
      })
      kept.defer(async () => {
        await peer.table.close()
        await Promise.all(Object.values(peer.segments).map((segment) => segment.close(500)))
      })
      return peer
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function createTablePeer(name: string, nodes: Record<'loopback' | 'public', HyperDHT>): TablePeer {
  const log: string[] = []
  const table = new ConnectionTable({
    admission: new Admission({ limits: DEFAULT_LIMITS, isKnown: () => false, now: Date.now }),
    logger: silentLogger,
    now: Date.now,
    onopen: ({ segment }: SwarmConnection) => log.push(`+${segment}`),
    onclose: ({ segment }: SwarmConnection, reason: DisconnectReason) => log.push(`-${segment} ${reason}`),
  })
  const open = (kind: SegmentKind, dht: HyperDHT) =>
    new Segment({
      kind,
      dht,
      keyPair: keyPairOf(name),
      bootstrap: () => [],
      hooks: {
        refuses: (segment, publicKey, incoming) => table.refuses(segment, publicKey, incoming),
        onconnection: (segment, stream) => table.add(segment, stream),
      },
    })
  return {
    name,
    table,
    log,
    segments: { loopback: open('loopback', nodes.loopback), public: open('public', nodes.public) },
  }
}

async function meet(alice: TablePeer, bob: TablePeer, kind: 'loopback' | 'public'): Promise<void> {
  await alice.segments[kind].join(TOPIC, { server: true, client: false }).flushed()
  bob.segments[kind].join(TOPIC, { server: false, client: true })
  await waitFor(() => kinds(alice).includes(kind) && kinds(bob).includes(kind))
}

function kinds({ table }: TablePeer): SegmentKind[] {
  return [...table.byKey.values()].map(({ segment }) => segment)
}

function addressOf(node: HyperDHT) {
  return { host: '127.0.0.1', port: node.address()?.port ?? 0 }
}
