import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { spawnPeer, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { MAX_LISTEN_WAITING } from '../../src/constants.ts'
import { BACK_PURPOSE } from '../../src/forward/listen-capability.ts'
import { codeOf, createAliceAndBob, textOf } from '../remote-peers.ts'

/** Says what it hears, at bob's machine. */
async function createEcho() {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { target, sockets, [Symbol.dispose]: close }
}

function dial({ address }: { address: { kind: string } }): Socket {
  const { port } = address as unknown as { port: number }
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  socket.on('error', () => undefined)
  return socket
}

const gone = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve))

test('who connects at the machine gets to what this one reaches, each direction with its end', async () => {
  await using people = await createAliceAndBob()
  using echo = await createEcho()
  await people.allow('listen:127.0.0.1:0')
  const ask = { address: '127.0.0.1:0', target: echo.target }
  await using reverse = await people.bob.remote.reverse('alice', ask)
  const sockets = Array.from({ length: 20 }, () => dial(reverse))
  for (const socket of sockets) socket.end('pears')
  expect(await Promise.all(sockets.map(textOf))).toEqual(sockets.map(() => 'pears'))
  await waitFor(() => reverse.counts.open === 0)
  expect(reverse.counts).toEqual({ open: 0, connections: 20, failures: 0, sent: 100, received: 100 })

  await reverse[Symbol.asyncDispose]()
  expect(await reverse.ended).toBe(null)
  await waitFor(() => people.alice.remote.sessions().length === 0)
  const late = dial(reverse)
  await gone(late)
  expect((await people.alice.remote.audit(9)).at(-1)).toMatchObject({
    ...{ capability: 'listen', what: '127.0.0.1:0', how: 'closed', bytesIn: 100, bytesOut: 100 },
  })
}, 60_000)

test('an address that is not granted is not listened on, and a revoked one is left at once', async () => {
  await using people = await createAliceAndBob()
  using echo = await createEcho()
  const { alice, bob, allow } = people
  const grant = await allow('listen:127.0.0.1:0')
  const ask = (address: string) => bob.remote.reverse('alice', { address, target: echo.target })
  for (const address of ['0.0.0.0:0', '127.0.0.1:8080', 'unix:/tmp/x', 'localhost:0'])
    expect(await codeOf(ask(address)), address).toBe('REMOTE_NOT_GRANTED')
  expect(await codeOf(ask('8080'))).toBe('LISTEN_ADDRESS_INVALID')
  expect(() => alice.remote.grant({ who: { kind: 'device', key: bob.key }, what: 'listen:web' })).toThrow()

  await using reverse = await ask('127.0.0.1:0')
  const socket = dial(reverse)
  socket.write('pears')
  await once(socket, 'data')
  const before = performance.now()
  const cut = gone(socket)
  await alice.peer.grants.revoke(grant.id)
  expect(await reverse.ended).toMatchObject({ code: 'REMOTE_GRANT_ENDED' })
  await cut
  await waitFor(() => echo.sockets.size === 0)
  expect(performance.now() - before).toBeLessThan(1000)
}, 60_000)

test('a machine gets to nothing here that was not asked for', async () => {
  await using people = await createAliceAndBob()
  const { alice, bob } = people
  await people.allow('listen')
  using echo = await createEcho()
  await using reverse = await bob.remote.reverse('alice', { address: '127.0.0.1:0', target: echo.target })
  expect(reverse.counts.connections).toBe(0)
  const connection = alice.peer.network.connections.get(bob.key)
  if (connection === undefined) throw new Error('not connected')
  const streams = alice.peer.network.streams
  for (const data of [new Uint8Array(0), Buffer.from('00000000'), new Uint8Array(200).fill(255)])
    expect(await streams.open(connection, { purpose: BACK_PURPOSE, data })).toEqual({
      ok: false,
      code: 'REFUSED',
    })

  // What is not there any more is a reset for whoever came.
  echo[Symbol.dispose]()
  const socket = dial(reverse)
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
  expect(error.code).toBe('ECONNRESET')
  await waitFor(() => reverse.counts.failures === 1)
}, 60_000)

test('who connects for a device that takes nothing is reset when too many wait, and the others are served', async () => {
  await using people = await createAliceAndBob()
  const { alice, dht } = people
  using echo = await createEcho()
  await using carol = await spawnPeer({
    script: new URL('./reverse-process.ts', import.meta.url),
    execArgv: ['--conditions=@comice/source', '--disable-warning=ExperimentalWarning'],
    args: [dht.address, echo.target],
  })
  const { key } = await carol.waitForJson<{ key: string }>((line) => 'key' in line, { timeoutMs: 60_000 })
  await alice.remote.grant({ who: { kind: 'device', key }, what: 'listen:127.0.0.1:0' })
  carol.send(alice.key)
  const listening = await carol.waitForJson<{ address: { kind: string } }>((line) => 'address' in line, {
    timeoutMs: 60_000,
  })
  carol.freeze()
  const sockets = Array.from({ length: MAX_LISTEN_WAITING + 20 }, () => dial(listening))
  const isReset = (socket: Socket) => socket.destroyed
  for (const socket of sockets) socket.end('pears')
  await waitFor(() => sockets.filter(isReset).length === 20, { timeoutMs: 60_000 })
  carol.thaw()
  const texts = await Promise.all(sockets.filter((socket) => !isReset(socket)).map(textOf))
  expect(texts).toEqual(Array.from({ length: MAX_LISTEN_WAITING }, () => 'pears'))
  const [session] = alice.remote.sessions()
  alice.remote.kill(session?.id ?? '')
  await waitFor(async () => (await alice.remote.audit(1))[0]?.how === 'REMOTE_KILLED, 20 not taken')
}, 120_000)
