import { once } from 'node:events'
import http from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Forwarder } from '../../src/index.ts'
import { createAliceAndBob, textOf } from '../remote-peers.ts'

let scope: AsyncDisposableStack
let proxy: Forwarder
let port = 0
beforeAll(async () => {
  scope = new AsyncDisposableStack()
  const people = scope.use(await createAliceAndBob())
  const server = http.createServer((request, response) => void response.end(`hello ${request.url}`))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer(() => void server.close())
  port = (server.address() as AddressInfo).port
  await people.allow(`forward:127.0.0.1:${port}`)
  await people.allow(`forward:localhost:${port}`)
  await people.allow('forward:127.0.0.1:1')
  proxy = scope.use(
    await people.bob.remote.forwardSocks('alice', { address: { kind: 'tcp', host: '127.0.0.1', port: 0 } }),
  )
})
afterAll(() => scope.disposeAsync())

function dial(): Socket {
  const { address } = proxy
  const socket = connect({ host: '127.0.0.1', port: address.kind === 'tcp' ? address.port : 0 })
  socket.on('error', () => undefined)
  return socket
}

/** Once it is, however. */
const gone = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve))

const HELLO = [5, 1, 0]
const portBytes = (number: number) => [number >> 8, number & 255]
const byName = (name: string, to: number) => [5, 1, 0, 3, name.length, ...Buffer.from(name), ...portBytes(to)]

/** All that is answered to these bytes, one by one as a slow client sends them. */
async function answerTo(...bytes: number[]): Promise<number[]> {
  const socket = dial()
  await once(socket, 'connect')
  const pieces: number[] = []
  socket.on('data', (piece: Buffer) => pieces.push(...piece))
  const closed = gone(socket)
  for (const byte of bytes) socket.write(Uint8Array.of(byte))
  await closed
  return pieces
}

async function get(request: number[]): Promise<{ reply: number; text: string }> {
  const socket = dial()
  socket.write(Uint8Array.from([...HELLO, ...request]))
  socket.write('GET /pears HTTP/1.0\r\n\r\n')
  const bytes = Buffer.from(await textOf(socket), 'latin1')
  return { reply: bytes[3] ?? 255, text: bytes.subarray(12).toString() }
}

test('connections go to what a client names, by address or name', async () => {
  const ipv4 = [5, 1, 0, 1, 127, 0, 0, 1, ...portBytes(port)]
  expect(await get(ipv4)).toMatchObject({ reply: 0, text: expect.stringContaining('hello /pears') as string })
  expect((await get(byName('localhost', port))).text).toContain('hello /pears')
  expect((await get(byName('127.0.0.1', port))).text).toContain('hello /pears')
}, 60_000)

test('what is not granted or not there is answered as SOCKS has it', async () => {
  const reply = async (...request: number[]) => (await answerTo(...HELLO, ...request)).slice(2, 4)
  expect(await reply(...byName('127.0.0.1', 22))).toEqual([5, 2])
  expect(await reply(...byName('127.0.0.1', 1))).toEqual([5, 4])
  // An address of 16 bytes is one that nobody has granted.
  expect(await reply(5, 1, 0, 4, ...new Array<number>(15).fill(0), 1, ...portBytes(22))).toEqual([5, 2])
  // Listening for others, datagrams, kinds of addresses and names that there are not, port 0.
  expect(await reply(5, 2, 0, 1, 127, 0, 0, 1, 0, 22)).toEqual([5, 7])
  expect(await reply(5, 3, 0, 1, 127, 0, 0, 1, 0, 22)).toEqual([5, 7])
  expect(await reply(5, 1, 0, 9, 0, 22)).toEqual([5, 8])
  expect(await reply(...byName('no name', 22))).toEqual([5, 8])
  expect(await reply(...byName('', 22))).toEqual([5, 8])
  expect(await reply(...byName('unix:/run/pears', 22))).toEqual([5, 8])
  expect(await reply(...byName('localhost', 0))).toEqual([5, 8])
}, 60_000)

test('what is no SOCKS5 gets nothing', async () => {
  expect(await answerTo(...Buffer.from('GET / HTTP/1.1\r\n'))).toEqual([])
  expect(await answerTo(4, 1, 0, 22, 127, 0, 0, 1, 0)).toEqual([])
  expect(await answerTo(5, 1, 2)).toEqual([5, 255])
  expect(await answerTo(5, 0)).toEqual([5, 255])
  expect(await answerTo(...HELLO, 4, 1, 0, 1)).toEqual([5, 0])
  // One that leaves in the middle takes nothing along.
  const socket = dial()
  socket.end(Uint8Array.from([5, 200, 0]))
  await gone(socket)
  expect((await get(byName('localhost', port))).reply).toBe(0)
}, 60_000)
