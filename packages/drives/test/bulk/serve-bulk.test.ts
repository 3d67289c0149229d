/** Readers that know the key of a core and misbehave. */
import type { Duplex } from 'node:stream'
import { createPeer, type Peer } from '@comice/core'
import { openProfile } from '@comice/storage'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { BulkFetch } from '../../src/bulk/bulk-fetch.ts'
import { BULK_PURPOSE, encodeCore, encodeRequest } from '../../src/bulk/bulk-encoding.ts'
import { serveBulk } from '../../src/bulk/serve-bulk.ts'
import { MAX_BULK_LANES_PER_PEER, MAX_BULK_TRIES, MIN_BULK_BYTES } from '../../src/constants.ts'

const BLOCKS = 400
const BLOCK_BYTES = 64 * 1024
const BLOCKS_WORTH_A_LANE = MIN_BULK_BYTES / BLOCK_BYTES

/** alice gives a core; another peer has its key. */
async function startReading(idleMs: number) {
  await using stack = new AsyncDisposableStack()
  const dht = stack.use(await createTestDht())
  const open = async (): Promise<Peer> => {
    const profile = stack.use(await openProfile({ dir: stack.use(await tempDir()).path }))
    return stack.use(await createPeer({ profile, network: { bootstrap: [...dht.bootstrap] } }))
  }
  const [alice, reader] = [await open(), await open()]
  const core = alice.store.get({ name: 'pears' })
  await core.append(Array.from({ length: BLOCKS }, (_, at) => Buffer.alloc(BLOCK_BYTES, at)))
  stack.use(serveBulk(alice.network, () => core, idleMs))
  const copy = reader.store.get({ key: core.key as Buffer })
  await copy.ready()
  await alice.network.join(core.discoveryKey as Uint8Array).flushed()
  reader.network.join(core.discoveryKey as Uint8Array)
  await waitFor(() => core.peers.length > 0 && copy.length === BLOCKS)
  /** Null: refused. */
  const openLane = async (): Promise<Duplex | null> => {
    const [connection] = [...reader.network.connections.values()]
    if (connection === undefined) throw new Error('not connected')
    const data = encodeCore({ discoveryKey: core.discoveryKey as Uint8Array, fork: core.fork })
    const opened = await reader.network.streams.open(connection, { purpose: BULK_PURPOSE, data })
    if (!opened.ok) return null
    opened.value.bytes.on('error', () => undefined)
    return opened.value.bytes
  }
  const kept = stack.move()
  return { core, copy, reader, openLane, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

const stalls: Record<string, (bytes: Duplex) => void> = {
  'asks for nothing': (bytes) => void bytes.resume(),
  'never ends its request': (bytes) => {
    bytes.resume().write(encodeRequest({ length: BLOCKS, start: 0, end: 1 }).subarray(0, 5))
  },
  'takes nothing of what it asked for': (bytes) => {
    bytes.write(encodeRequest({ length: BLOCKS, start: 0, end: BLOCKS }))
  },
}

test.each(Object.entries(stalls))('a reader that %s makes room for others', async (_, stall) => {
  await using reading = await startReading(500)
  const lanes: Duplex[] = []
  while (lanes.length < MAX_BULK_LANES_PER_PEER) {
    const bytes = await reading.openLane()
    if (bytes === null) throw new Error('refused')
    lanes.push(bytes)
  }
  for (const bytes of lanes) stall(bytes)
  await waitFor(async () => (await reading.openLane()) !== null)
})

test('a reader whose lane ended while it wanted nothing opens another one, however often', async () => {
  await using reading = await startReading(100)
  const { core, copy, reader } = reading
  let plain = 0
  core.on('upload', () => plain++)
  await using fetch = new BulkFetch({ network: reader.network, core: copy })
  // On a busy machine one may open too late, and its blocks come the plain way; then there is a next one.
  let lanes = 0
  for (let start = 0; start < BLOCKS && lanes <= MAX_BULK_TRIES; start += BLOCKS_WORTH_A_LANE) {
    const before = plain
    fetch.fetch([[start, start + BLOCKS_WORTH_A_LANE]])
    await waitFor(() => copy.contiguousLength >= start + BLOCKS_WORTH_A_LANE)
    await waitFor(() => fetch.laneCount === 0)
    if (plain === before) lanes++
  }
  expect(lanes).toBeGreaterThan(MAX_BULK_TRIES)
})
