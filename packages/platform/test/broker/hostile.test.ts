import { createWire, seededRandom, testSeed, waitFor } from '@comice/testkit'
import { Wire, type WireValue } from '@comice/runtime/wire'
import { expect, test } from 'vitest'
import { createBroker } from '../../src/broker/broker.ts'
import { BYTE_OPENERS, CALLS, OPENERS } from '../../src/broker/methods.ts'
import { appOf, createAppPeers } from './apps.ts'

/** An app in this process that speaks the wire as it likes. */
async function createMallory() {
  const peers = await createAppPeers()
  const { peer, dir } = await peers.peer('alice')
  const cable = createWire()
  const broker = createBroker({ stream: cable.right, app: appOf('evil'), peer, storageDir: dir.join('evil') })
  const wire = new Wire(cable.left, { side: 'app', onrequest: async () => null, onopen: () => undefined })
  return {
    broker,
    wire,
    peer,
    cable,
    [Symbol.asyncDispose]: async () => {
      wire.destroy()
      await broker.close()
      await cable[Symbol.asyncDispose]()
      await peers[Symbol.asyncDispose]()
    },
  }
}

test('every method, called with parameters of every shape, answers or names an error, and none is INTERNAL for a wrong shape', async () => {
  await using mallory = await createMallory()
  const random = seededRandom(testSeed())
  const handle = mallory.wire.open('core', { name: 'x' }, { items: true })
  await new Promise((resolve) => handle.once('data', resolve))
  const shapes: (() => WireValue)[] = [
    () => null,
    () => random.integer(-5, 5),
    () => 2 ** 53 - 1,
    () => 1.5,
    () => Number.NaN,
    () => 'x'.repeat(random.integer(0, 5000)),
    () => new Uint8Array(random.bytes(random.pick([0, 1, 31, 32, 33, 1000]))),
    () => [],
    () => [[new Uint8Array([1]), null]],
    () => ({}),
    () => handle.id,
    () => true,
  ]
  const names = [
    ...[
      'on',
      'name',
      'key',
      'namespace',
      'index',
      'start',
      'end',
      'blocks',
      'length',
      'topic',
      'changes',
      'range',
    ],
    ...[
      'views',
      'view',
      'value',
      'path',
      'args',
      'core',
      'bee',
      'drive',
      'checkout',
      'url',
      'method',
      'headers',
      'body',
    ],
  ]
  const methods = [...CALLS.keys()].filter(
    (method) => !['core.download', 'core.get', 'drive.download'].includes(method),
  )
  const codes = new Map<string, number>()
  for (let run = 0; run < 3000; run++) {
    const method = random.pick(methods)
    const params = Object.fromEntries(
      Array.from({ length: random.integer(0, 6) }, () => [random.pick(names), random.pick(shapes)()]),
    )
    if (random.chance(0.6)) params['on'] = handle.id
    const code = await mallory.wire.request(method, params).then(
      () => 'answered',
      (error: { code: string }) => error.code,
    )
    codes.set(code, (codes.get(code) ?? 0) + 1)
  }
  expect(codes.get('ARGUMENT_INVALID')).toBeGreaterThan(100)
  expect([...codes.keys()]).not.toContain('INTERNAL')
  expect([...codes.keys()]).not.toContain('WIRE_CLOSED')
  for (let run = 0; run < 1000; run++) {
    const method = random.pick([...OPENERS.keys()])
    const params = { [random.pick(names)]: random.pick(shapes)() }
    const stream = mallory.wire.open(method, params, { items: !BYTE_OPENERS.has(method) })
    if (random.chance(0.5)) stream.destroy()
  }
  expect(await mallory.wire.request('checkpoint.load')).toBeNull()
})

test('garbage and floods end the app’s pipe, and another app on the same node goes on', async () => {
  await using peers = await createAppPeers()
  const alice = await peers.peer('alice')
  const good = await alice.start({ app: 'good' })
  await good.run('core.open', { as: 'diary', name: 'diary' })
  const random = seededRandom(testSeed())
  for (let run = 0; run < 20; run++) {
    await using cable = createWire()
    cable.left.on('error', () => undefined)
    const broker = createBroker({
      stream: cable.right,
      app: appOf('evil'),
      peer: alice.peer,
      storageDir: alice.dir.join('evil'),
    })
    cable.left.write(random.bytes(random.integer(10, 100_000)))
    await broker.closed
    expect(broker.cost()).toMatchObject({ processes: 0, streams: 0, bufferedBytes: 0 })
  }
  expect(await good.run('core.append', { as: 'diary', blocks: 'still here' })).toMatchObject({ length: 1 })
})

test('names that objects inherit are no methods, no handles and no members', async () => {
  await using mallory = await createMallory()
  for (const method of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])
    await expect(mallory.wire.request(method)).rejects.toMatchObject({ code: 'METHOD_UNKNOWN' })
  await expect(mallory.wire.request('core.append', { on: 'constructor', blocks: [] })).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
  })
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('a handle is taken for what it is: a core is no bee, a stream is no handle', async () => {
  await using mallory = await createMallory()
  const handle = mallory.wire.open('core', { name: 'x' }, { items: true })
  await new Promise((resolve) => handle.once('data', resolve))
  const wrong = [
    mallory.wire.request('bee.get', { on: handle.id, key: new Uint8Array(1) }),
    mallory.wire.request('swarm.join', { on: handle.id, topic: new Uint8Array(32) }),
    mallory.wire.request('store.replicate', { connection: handle.id }),
    mallory.wire.request('base.append', { on: handle.id, value: new Uint8Array(1) }),
  ]
  for (const call of wrong) await expect(call).rejects.toMatchObject({ code: 'HANDLE_CLOSED' })
})

test('calls beyond the rate wait, and nothing is lost', async () => {
  await using peers = await createAppPeers()
  const { peer, dir } = await peers.peer('alice')
  await using cable = createWire()
  const broker = createBroker({
    stream: cable.right,
    app: appOf('fast'),
    peer,
    storageDir: dir.join('fast'),
    quota: { callsPerSecond: 200 },
  })
  const wire = new Wire(cable.left, { side: 'app' })
  const from = performance.now()
  await Promise.all(Array.from({ length: 100 }, () => wire.request('checkpoint.load')))
  expect(performance.now() - from).toBeGreaterThan(350)
  await waitFor(() => broker.cost().calls === 100)
  wire.destroy()
  await broker.closed
})
