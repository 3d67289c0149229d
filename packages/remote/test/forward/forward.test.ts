import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import http from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import process from 'node:process'
import type { Duplex } from 'node:stream'
import { spawnPeer, tempDir, waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MAX_OPENINGS } from '../../src/constants.ts'
import type { Forwarder } from '../../src/index.ts'
import { codeOf, createAliceAndBob, textOf } from '../remote-peers.ts'

type People = Awaited<ReturnType<typeof createAliceAndBob>>

let people: People
let scope: AsyncDisposableStack
beforeAll(async () => {
  scope = new AsyncDisposableStack()
  people = scope.use(await createAliceAndBob())
  await people.allow('forward')
})
afterAll(() => scope.disposeAsync())

/** Something at alice's machine. */
async function serve(onconnection: (socket: Socket) => void, place?: string) {
  const sockets = new Set<Socket>()
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    onconnection(socket)
  })
  server.listen(place === undefined ? { host: '127.0.0.1', port: 0 } : { path: place })
  await once(server, 'listening')
  const target = place === undefined ? `127.0.0.1:${(server.address() as AddressInfo).port}` : `unix:${place}`
  return {
    target,
    sockets,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

const forward = (target: string): Promise<Forwarder> =>
  people.bob.remote.forward('alice', { target, address: { kind: 'tcp', host: '127.0.0.1', port: 0 } })

function dial({ address }: Forwarder): Socket {
  const socket = connect({
    allowHalfOpen: true,
    ...(address.kind === 'tcp' ? address : { path: address.path }),
  })
  socket.on('error', () => undefined)
  return socket
}

/** Once it is, however. */
const gone = (stream: Duplex) => new Promise((resolve) => stream.once('close', resolve))

const echo = (socket: Duplex) => void socket.pipe(socket)

test('a connection goes there and back, and each direction has its own end', async () => {
  using service = await serve((socket) => {
    // Answers when it has heard the end.
    void textOf(socket).then((text) => socket.end(`heard ${text}`))
  })
  await using forwarder = await forward(service.target)
  const socket = dial(forwarder)
  socket.end('pears')
  expect(await textOf(socket)).toBe('heard pears')
  await waitFor(() => forwarder.counts.open === 0)
  expect(forwarder.counts).toEqual({ open: 0, connections: 1, failures: 0, sent: 5, received: 11 })
})

test('the socket’s file of a process that was killed is in nobody’s way, and one in use stays', async () => {
  await using dir = await tempDir('socket')
  const here = path.join(dir.path, 'here.sock')
  const listening = `require('net').createServer().listen(${JSON.stringify(here)}, () => console.log('up'))`
  await using other = await spawnPeer({ command: process.execPath, args: ['-e', listening] })
  await other.waitForLine(/up/u)
  const options = { target: 'web', address: { kind: 'unix', path: here } } as const
  expect(await codeOf(people.bob.remote.forward('alice', options))).toBe('FORWARD_ADDRESS_TAKEN')
  await other.kill()
  expect((await stat(here)).isSocket()).toBe(true)
  await using forwarder = await people.bob.remote.forward('alice', options)
  expect(forwarder.address).toEqual(options.address)
})

test('unix sockets at either end are as good', async () => {
  await using dir = await tempDir('socket')
  using service = await serve(echo, path.join(dir.path, 'there.sock'))
  const here = path.join(dir.path, 'here.sock')
  // As in many containers: everybody may do everything.
  const umask = process.umask(0)
  await using forwarder = await people.bob.remote.forward('alice', {
    target: service.target,
    address: { kind: 'unix', path: here },
  })
  expect(process.umask(umask)).toBe(0)
  expect((await stat(here)).mode & 0o777).toBe(0o600)
  const socket = dial(forwarder)
  socket.end('pears')
  expect(await textOf(socket)).toBe('pears')
})

test('what is exposed is reached by its name, wherever it is now', async () => {
  await using others = await createAliceAndBob()
  using one = await serve((socket) => void socket.end('one'))
  using two = await serve((socket) => void socket.end('two'))
  await others.alice.remote.exposed.add('web', one.target)
  const ask = async (target: string) => textOf((await others.bob.remote.connect('alice', target)).bytes)

  // Exposing grants nothing.
  expect(await codeOf(others.bob.remote.connect('alice', 'web', { timeoutMs: 500 }))).toBe('PEER_UNREACHABLE')
  await others.allow('forward:web')
  expect(await ask('web')).toBe('one')
  await others.alice.remote.exposed.add('web', two.target)
  expect(await ask('web')).toBe('two')

  // A grant of the name is none of what it stands for, or of others.
  for (const target of [two.target, 'localhost:22', 'unix:/run/x', 'api'])
    expect(await codeOf(others.bob.remote.connect('alice', target))).toBe('REMOTE_NOT_GRANTED')
  await others.alice.remote.exposed.remove('web')
  expect(await codeOf(others.bob.remote.connect('alice', 'web'))).toBe('EXPOSED_UNKNOWN')
})

test('what does not answer is an error, and to who connected a reset', async () => {
  expect(await codeOf(people.bob.remote.connect('alice', '127.0.0.1:1'))).toBe('FORWARD_UNREACHABLE')
  const failures: unknown[] = []
  await using forwarder = await people.bob.remote.forward('alice', {
    target: '127.0.0.1:1',
    address: { kind: 'tcp', host: '127.0.0.1', port: 0 },
    onchange: (failure) => void (failure !== null && failures.push(failure)),
  })
  const socket = dial(forwarder)
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
  expect(error.code).toBe('ECONNRESET')
  expect(failures).toMatchObject([{ code: 'FORWARD_UNREACHABLE' }])
  expect(forwarder.counts).toMatchObject({ open: 0, connections: 1, failures: 1 })

  const taken = people.bob.remote.forward('alice', { target: '127.0.0.1:1', address: forwarder.address })
  expect(await codeOf(taken)).toBe('FORWARD_ADDRESS_TAKEN')
})

test('a break is no end: at either side', async () => {
  using service = await serve(echo)
  await using forwarder = await forward(service.target)
  const cut = async (how: (there: Socket, here: Socket) => void) => {
    service.sockets.clear()
    const here = dial(forwarder)
    here.write('pears')
    await once(here, 'data')
    const [there] = service.sockets
    if (there === undefined) throw new Error('nobody came')
    const ended = { here: false, there: false }
    here.on('end', () => (ended.here = true))
    there.on('end', () => (ended.there = true))
    const closed = Promise.all([gone(here), gone(there)])
    how(there, here)
    await closed
    return ended
  }
  expect((await cut((there) => there.resetAndDestroy())).here).toBe(false)
  expect((await cut((_, here) => here.resetAndDestroy())).there).toBe(false)
})

test('a revoked grant cuts its connections within a second', async () => {
  await using others = await createAliceAndBob()
  using service = await serve(echo)
  const grant = await others.allow(`forward:${service.target}`)
  const { bytes } = await others.bob.remote.connect('alice', service.target)
  bytes.write('pears')
  await once(bytes, 'data')
  const [there] = service.sockets
  const closed = Promise.all([gone(bytes), gone(there as Socket)])
  const before = performance.now()
  await others.alice.peer.grants.revoke(grant.id)
  await closed
  expect(performance.now() - before).toBeLessThan(1000)
  await waitFor(() => others.alice.remote.sessions().length === 0)
  const audit = await others.alice.remote.audit(10)
  expect(audit.at(-1)).toMatchObject({ kind: 'ended', how: 'REMOTE_GRANT_ENDED', bytesIn: 5, bytesOut: 5 })
})

test('two hundred requests at once go through one forward, and none fails', async () => {
  const server = http.createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end(`${request.url} ${'x'.repeat(20_000)}`))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  await using forwarder = await forward(`127.0.0.1:${(server.address() as AddressInfo).port}`)
  const { address } = forwarder
  const port = address.kind === 'tcp' ? address.port : 0
  const get = (n: number) =>
    new Promise<string>((resolve, reject) => {
      const request = http.get({ host: '127.0.0.1', port, path: `/${n}`, agent: false }, (response) => {
        textOf(response).then(resolve, reject)
      })
      request.on('error', reject)
    })
  const texts = await Promise.all(Array.from({ length: 200 }, (_, n) => get(n)))
  expect(texts.map((text, n) => text.startsWith(`/${n} `) && text.length > 20_000)).not.toContain(false)
  await waitFor(() => forwarder.counts.open === 0)
  expect(forwarder.counts).toMatchObject({ connections: 200, failures: 0 })
  server.close()
}, 120_000)

test('more connections begin in one moment than the machine lets begin, and none is refused', async () => {
  using place = await serve(echo)
  // There is a connection: they are all asked for at once.
  const connections = await Promise.all(
    Array.from({ length: 3 * MAX_OPENINGS }, () => people.bob.remote.connect('alice', place.target)),
  )
  for (const { bytes } of connections) bytes.destroy()
  await waitFor(() => people.alice.remote.sessions().length === 0)
  expect(connections).toHaveLength(3 * MAX_OPENINGS)
}, 60_000)

test('a gigabyte for a reader that has stopped stays where it comes from', async () => {
  let written = 0
  const block = Buffer.alloc(64 * 1024)
  using service = await serve((socket) => {
    const write = () => {
      while (written < 1024 ** 3 && socket.writable) {
        written += block.byteLength
        if (!socket.write(block)) return
      }
    }
    socket.on('drain', write)
    write()
  })
  await using forwarder = await forward(service.target)
  const socket = dial(forwarder)
  await once(socket, 'readable')
  socket.pause()
  // Nothing more is taken from it when all that lies between is full.
  let before = -1
  await waitFor(
    () => {
      const isStill = written === before
      before = written
      return isStill
    },
    { intervalMs: 1000 },
  )
  // The kernel's buffers of two sockets, and the stream's room.
  expect(written).toBeLessThan(32 * 1024 * 1024)
})
