import { createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { startHost } from '@comice/host'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createLocalClient } from '../../src/node/index.ts'

const OFFLINE = { public: false, local: false }

test('calls give what the node answers, every character of it', async () => {
  await using dir = await tempDir()
  await using host = await startHost({ dir: dir.path, network: OFFLINE })
  await using client = createLocalClient(host.address)
  const name = 'Pears & “Äpfel” 🍐?#%'
  await client.api.rooms.create.mutate({ name, nickname: 'alice' })
  expect(await client.api.rooms.list.query()).toMatchObject([{ name }])
  const text = '🍐'.repeat(4096)
  await client.api.rooms.say.mutate({ room: name, text })
  const { messages } = await client.api.rooms.history.query({ room: name })
  expect(messages.at(-1)).toMatchObject({ text })
})

test('many calls at once each get their own answer', async () => {
  await using dir = await tempDir()
  await using host = await startHost({ dir: dir.path, network: OFFLINE })
  await using client = createLocalClient(host.address)
  await client.api.rooms.create.mutate({ name: 'Many' })
  const texts = Array.from({ length: 50 }, (_, index) => `message ${index}`)
  const said = await Promise.all(texts.map((text) => client.api.rooms.say.mutate({ room: 'Many', text })))
  expect(said.map(({ text }) => text)).toEqual(texts)
})

test('a refusal has the node’s code', async () => {
  await using dir = await tempDir()
  await using host = await startHost({ dir: dir.path, network: OFFLINE })
  await using client = createLocalClient(host.address)
  await expect(client.api.rooms.history.query({ room: 'Apples' })).rejects.toMatchObject({
    code: 'ROOM_NOT_FOUND',
  })
  await expect(client.api.rooms.create.mutate({ name: '' })).rejects.toMatchObject({ exitCode: 2 })
  await using stranger = createLocalClient({ ...host.address, token: 'another' })
  await expect(stranger.api.id.show.query()).rejects.toMatchObject({ code: 'NODE_UNREACHABLE' })
})

test('a node that is away, cuts its answer short or talks nonsense is unreachable', async () => {
  await using dir = await tempDir()
  const socketPath = path.join(dir.path, 'api.sock')
  await using client = createLocalClient({ socketPath, token: 'token' })
  await expect(client.api.id.show.query()).rejects.toMatchObject({ code: 'NODE_UNREACHABLE' })
  for (const answer of [
    '',
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 200 OK\r\n\r\n{"result":',
    'SSH-2.0-x\r\n\r\nnull',
  ]) {
    await using _ = await listen(socketPath, (socket) => socket.end(answer))
    await expect(client.api.id.show.query()).rejects.toMatchObject({ code: 'NODE_UNREACHABLE' })
  }
})

test('a call that is given up ends with its signal’s reason, and its connection', async () => {
  await using dir = await tempDir()
  const socketPath = path.join(dir.path, 'api.sock')
  const asked = Promise.withResolvers<Socket>()
  await using _ = await listen(socketPath, (socket) => asked.resolve(socket))
  await using client = createLocalClient({ socketPath, token: 'token' })
  const ending = new AbortController()
  const call = client.api.rooms.list.query(undefined, { signal: ending.signal })
  const refused = expect(call).rejects.toThrow('enough')
  const socket = await asked.promise
  const closed = new Promise((resolve) => socket.once('close', resolve))
  ending.abort(new Error('enough'))
  await refused
  await closed
  await expect(client.api.rooms.list.query(undefined, { signal: ending.signal })).rejects.toThrow('enough')
})

/** A server on that path which reads what comes, and does that with each connection once something has. */
async function listen(socketPath: string, answer: (socket: Socket) => void): Promise<AsyncDisposable> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => answer(socket))
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  return { [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())) }
}
