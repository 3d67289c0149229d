import { defineErrors, ExitCode, isComiceError } from '@comice/protocol'
import c from 'compact-encoding'
import { expect, test } from 'vitest'
import { MAX_INFLIGHT_CALLS } from '../../src/constants.ts'
import { CoreErrors } from '../../src/errors.ts'
import { defineContract, method } from '../../src/rpc/contract.ts'
import { Rpc } from '../../src/rpc/rpc.ts'
import { connectAliceAndBob } from './connected.ts'

const contract = defineContract({
  name: 'test',
  version: 1,
  methods: {
    'add-one': method({ request: c.uint, response: c.uint }),
    'say-back': method({
      request: c.string,
      response: c.string,
      maxRequestBytes: 100,
      maxResponseBytes: 100,
    }),
    'open-door': method({ request: c.uint, response: c.bool, capability: 'door' }),
  },
})

const Errors = defineErrors({
  SHOP_CLOSED: {
    exit: ExitCode.Refused,
    message: ({ until }: { until: number }) => `closed until ${until}`,
    hint: 'wait',
  },
})

type Handlers = Parameters<typeof Rpc.prototype.serve<(typeof contract)['methods']>>[1]

async function setUp(overrides: Partial<Handlers> = {}, authorise: () => void = () => undefined) {
  const connected = await connectAliceAndBob()
  const [alice, bob] = [new Rpc(() => undefined), new Rpc(authorise)]
  alice.attach(connected.atAlice)
  bob.serve(contract, {
    'add-one': (value) => value + 1,
    'say-back': (text) => text,
    'open-door': () => true,
    ...overrides,
  })
  bob.attach(connected.atBob)
  return { connected, client: alice.client(connected.atAlice, contract), alice, bob }
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  return isComiceError(error) ? error.code : `not an error of ours: ${String(error)}`
}

test('a call reaches the handler and its answer comes back', async () => {
  const { connected, client } = await setUp()
  await using _ = connected
  expect(await client.call('add-one', 41)).toBe(42)
})

test('a contract that is first called long after the connection opened is answered', async () => {
  const { connected, client, alice, bob } = await setUp()
  await using _ = connected
  const late = defineContract({
    name: 'late',
    version: 1,
    methods: { ping: method({ request: c.uint, response: c.uint }) },
  })
  bob.serve(late, { ping: (value) => value * 2 })
  // This answer comes after bob's offer of `late`, for which alice had no use when it came.
  await client.call('add-one', 1)
  expect(await alice.client(connected.atAlice, late).call('ping', 4)).toBe(8)
})

test('the same channel serves calls in both directions', async () => {
  const { connected, alice, bob } = await setUp()
  await using _ = connected
  const other = defineContract({
    name: 'other',
    version: 1,
    methods: { ping: method({ request: c.uint, response: c.uint }) },
  })
  alice.serve(other, { ping: (value) => value * 2 })
  expect(await bob.client(connected.atBob, other).call('ping', 4)).toBe(8)
})

test('a handler’s own error arrives with its code, hint, exit code and details', async () => {
  const { connected, client } = await setUp({
    'add-one': () => {
      throw Errors.SHOP_CLOSED({ until: 9 })
    },
  })
  await using _ = connected
  await expect(client.call('add-one', 1)).rejects.toMatchObject({
    code: 'SHOP_CLOSED',
    message: 'closed until 9',
    hint: 'wait',
    exitCode: ExitCode.Refused,
    details: { until: 9 },
  })
})

test('a bug in a handler arrives as INTERNAL without its message', async () => {
  const { connected, client } = await setUp({
    'add-one': () => {
      throw new TypeError('/home/alice/secret is undefined')
    },
  })
  await using _ = connected
  const error = await client.call('add-one', 1).catch((reason: unknown) => reason)
  expect(isComiceError(error, 'INTERNAL')).toBe(true)
  expect(JSON.stringify(error) + String(error)).not.toContain('secret')
})

test('a request above its limit is refused before it is sent, and at the other end too', async () => {
  const { connected, client, alice } = await setUp()
  await using _ = connected
  expect(await codeOf(client.call('say-back', 'x'.repeat(200)))).toBe('CALL_TOO_LARGE')
  const lax = defineContract({
    ...contract,
    methods: { ...contract.methods, 'say-back': method({ request: c.string, response: c.string }) },
  })
  expect(await codeOf(alice.client(connected.atAlice, lax).call('say-back', 'x'.repeat(200)))).toBe(
    'CALL_MALFORMED',
  )
})

test('bytes that are not what the contract says are refused and the channel goes on', async () => {
  const { connected, client, alice } = await setUp()
  await using _ = connected
  const wrong = defineContract({
    ...contract,
    methods: { 'add-one': method({ request: c.raw, response: c.raw }) },
  })
  const garbage = new Uint8Array([0xff, 1])
  expect(await codeOf(alice.client(connected.atAlice, wrong).call('add-one', garbage))).toBe('CALL_MALFORMED')
  expect(await client.call('add-one', 1)).toBe(2)
})

test('a method with a capability is refused without a grant', async () => {
  const { connected, client } = await setUp({}, () => {
    throw CoreErrors.GRANT_REQUIRED({ capability: 'door' })
  })
  await using _ = connected
  expect(await codeOf(client.call('open-door', 1))).toBe('GRANT_REQUIRED')
  expect(await client.call('add-one', 1)).toBe(2)
})

test('a peer that does not answer costs the caller its deadline, not more', async () => {
  const { connected, client } = await setUp({ 'add-one': () => new Promise<number>(() => undefined) })
  await using _ = connected
  expect(await codeOf(client.call('add-one', 1, { timeoutMs: 50 }))).toBe('CALL_TIMEOUT')
})

test('a contract that the peer does not serve is refused at once', async () => {
  const { connected, alice } = await setUp()
  await using _ = connected
  const unknown = defineContract({ ...contract, name: 'unknown' })
  expect(await codeOf(alice.client(connected.atAlice, unknown).call('add-one', 1))).toBe('CALL_DISCONNECTED')
})

test('more calls at once than allowed are refused with CALL_BUSY and the others answered', async () => {
  let release = () => {}
  const gate = new Promise<void>((resolve) => (release = resolve))
  const { connected, client } = await setUp({ 'add-one': async (value) => (await gate, value + 1) })
  await using _ = connected
  const calls = Array.from({ length: MAX_INFLIGHT_CALLS + 5 }, (_value, index) =>
    client.call('add-one', index),
  )
  const codes = await Promise.all(calls.slice(MAX_INFLIGHT_CALLS).map(codeOf))
  expect(codes).toEqual(Array.from({ length: 5 }, () => 'CALL_BUSY'))
  release()
  expect(await Promise.all(calls.slice(0, MAX_INFLIGHT_CALLS))).toHaveLength(MAX_INFLIGHT_CALLS)
})

test('the end of the connection ends open calls', async () => {
  const { connected, client } = await setUp({ 'add-one': () => new Promise<number>(() => undefined) })
  await using _ = connected
  const call = codeOf(client.call('add-one', 1))
  connected.atBob.stream.destroy()
  expect(await call).toBe('CALL_DISCONNECTED')
})
