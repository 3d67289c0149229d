import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { encodeKey } from '@comice/protocol'
import { createTestDht, tempDir, type TempDir, type TestDht, waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Host, startHost } from '../../src/host/host.ts'
import { type ForwardWay, keptForward } from '../../src/services/kept-forward.ts'
import type { ForwardView } from '../../src/services/forwards.ts'

/** Nodes of two people, on one DHT; both reach a server that says `pears`. */
let dht: TestDht
let dir: TempDir
let server: Server
let target = ''
beforeAll(async () => {
  dht = await createTestDht()
  dir = await tempDir('forwards')
  server = createServer((socket) => void socket.end('pears'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  target = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await dir[Symbol.asyncDispose]()
  await dht[Symbol.asyncDispose]()
})

const open = (person: string): Promise<Host> =>
  startHost({ dir: dir.join(person), network: { bootstrap: dht.bootstrap }, idleMs: 0 })

const keyOf = ({ services }: Host) => encodeKey(services.peer.identity.device.publicKey)

/** As a command with `--background` does. */
function keep({ services }: Host, peer: string, way: ForwardWay): Promise<ForwardView> {
  const listener = { onnews: () => undefined, oncounts: () => undefined }
  const { signal } = new AbortController()
  return services.remote.forwards.run({ peer, way, stays: true, timeoutMs: 60_000 }, listener, signal)
}

async function grant({ services }: Host, device: string, what: string): Promise<void> {
  const remote = await services.remote.open()
  await remote.grant({ who: { kind: 'device', key: device }, what })
}

/** What is said there; empty when nobody listens. */
async function hear({ address }: Pick<ForwardView, 'address'>): Promise<string> {
  if (address?.kind !== 'tcp') return ''
  const pieces: Buffer[] = []
  try {
    for await (const piece of connect(address)) pieces.push(piece as Buffer)
  } catch {
    return ''
  }
  return Buffer.concat(pieces).toString()
}

const HERE = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const

test('one that stays is there again at the next start of the node, at its address', async () => {
  await using alice = await open('alice')
  let first: ForwardView
  {
    await using bob = await open('bob')
    await grant(alice, keyOf(bob), `forward:${target}`)
    const way = { kind: 'here', address: HERE, target, bulk: false } as const
    first = await keep(bob, keyOf(alice), way)
    expect(first).toMatchObject({ state: 'listening', stays: true, target })
    expect(await hear(first)).toBe('pears')
    expect(bob.services.duties.list()).toEqual(['ports are forwarded'])
    const [listed] = await bob.services.remote.forwards.list()
    expect(listed?.counts).toMatchObject({ connections: 1, failures: 0, received: 5 })
  }
  expect(await hear(first)).toBe('')

  await using bob = await open('bob')
  await waitFor(async () => (await hear(first)) === 'pears', { timeoutMs: 60_000 })
  const { forwards } = bob.services.remote
  expect(await forwards.list()).toMatchObject([{ id: first.id, address: first.address, state: 'listening' }])
  expect(await forwards.stop(first.id)).toMatchObject({ state: 'ended' })
  expect(await hear(first)).toBe('')
  expect(bob.services.duties.list()).toEqual([])
  expect(await forwards.list()).toEqual([])
  await expect(forwards.stop(first.id)).rejects.toMatchObject({ code: 'FORWARD_UNKNOWN' })
}, 120_000)

test('one that leads back listens again when its machine has been away', async () => {
  await using bob = await open('bob')
  const { forwards } = bob.services.remote
  let key = ''
  {
    await using alice = await open('alice')
    key = keyOf(alice)
    await grant(alice, keyOf(bob), 'listen:127.0.0.1:0')
    const way = { kind: 'there', address: '127.0.0.1:0', target } as const
    expect(await hear(await keep(bob, key, way))).toBe('pears')
  }
  const isIn = (state: string) => async () => (await forwards.list())[0]?.state === state
  await waitFor(isIn('waiting'), { timeoutMs: 60_000 })
  await using _back = await open('alice')
  await waitFor(isIn('listening'), { timeoutMs: 60_000 })
  const [again] = await forwards.list()
  expect(again === undefined ? '' : await hear(again)).toBe('pears')
  const counts = (await forwards.list())[0]?.counts
  expect(counts).toMatchObject({ connections: 2, failures: 0, received: 0, sent: 10 })
}, 180_000)

test('one that is refused ends, and is not kept', async () => {
  await using alice = await open('alice')
  await using bob = await open('bob')
  const before = await bob.services.remote.forwards.list()
  const way = { kind: 'there', address: '127.0.0.1:1', target } as const
  await expect(keep(bob, keyOf(alice), way)).rejects.toMatchObject({ code: 'REMOTE_NOT_GRANTED' })
  expect(await bob.services.remote.forwards.list()).toMatchObject(before.map(({ id }) => ({ id })))
}, 120_000)

test('one that is stopped before it listens is not kept', async () => {
  await using bob = await open('bob')
  const { forwards } = bob.services.remote
  const before = await forwards.list()
  const nobody = encodeKey(Buffer.alloc(32, 7))
  const kept = keep(bob, nobody, { kind: 'there', address: '127.0.0.1:0', target })
  const started = async () => (await forwards.list()).find(({ device }) => device === nobody)
  await waitFor(async () => (await started()) !== undefined)
  const id = (await started())?.id ?? ''
  expect(await forwards.stop(id)).toMatchObject({ state: 'ended' })
  expect(await kept).toMatchObject({ id, state: 'ended', stays: false })
  expect(bob.services.duties.list()).toEqual(before.length === 0 ? [] : ['ports are forwarded'])
  const collection = await bob.services.profile.collection('forwards', keptForward)
  expect(await collection.get(id)).toBeNull()
}, 120_000)
