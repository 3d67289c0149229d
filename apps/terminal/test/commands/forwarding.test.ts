import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { tempDir } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { succeed } from '../app-folder.ts'
import { createMachine, type JsonLine, type Machine } from '../machine.ts'

/** alice's machine and bob's are two profiles of this one; both reach a server that says `pears`. */
let machine: Machine
let server: Server
let port = 0
beforeAll(async () => {
  machine = await createMachine()
  const [alice, bob] = await Promise.all(
    ['alice', 'bob'].map((person) => succeed(machine, person, ['id', 'show', '--json'])),
  )
  await succeed(machine, 'bob', ['peer', 'add', 'pi', String(alice?.[0]?.['device'])])
  await succeed(machine, 'alice', ['peer', 'add', 'laptop', String(bob?.[0]?.['device'])])
  server = createServer((socket) => void socket.end('pears'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
}, 120_000)
afterAll(async () => {
  server.close()
  await machine[Symbol.asyncDispose]()
})

/** What a port, or a socket by its path, says when these bytes are said to it. */
async function hear(to: number | string, bytes: readonly number[] = []): Promise<string> {
  const socket = typeof to === 'string' ? connect({ path: to }) : connect({ host: '127.0.0.1', port: to })
  socket.write(Uint8Array.from(bytes))
  const pieces: Buffer[] = []
  for await (const piece of socket) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('latin1')
}

/** Of its address, as the line of JSON has it. */
const portOf = (line: string) =>
  Number(
    String((JSON.parse(line) as JsonLine)['address'])
      .split(':')
      .at(-1),
  )

test('--socks leads to whatever is asked for and granted', async () => {
  await succeed(machine, 'alice', ['grant', 'add', 'laptop', `forward:127.0.0.1:${port}`])
  await using proxy = await machine.start('bob', ['forward', 'pi', '--socks', '--json'])
  const there = portOf(await proxy.waitForLine(/"type":"forward"/u))
  const request = (to: number) => [5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, to >> 8, to & 255]
  expect(await hear(there, request(port))).toMatch(/pears$/u)
  expect((await hear(there, request(22))).charCodeAt(3)).toBe(2)
}, 180_000)

test('--remote leads from there to here, while it is granted', async () => {
  const asked = ['forward', 'pi', `127.0.0.1:${port}`, '--remote', '0', '--json']
  expect(await machine.comice('bob', asked)).toMatchObject({ code: 4 })
  await succeed(machine, 'alice', ['grant', 'add', 'laptop', 'listen:127.0.0.1:0'])
  await using forward = await machine.start('bob', asked)
  const there = portOf(await forward.waitForLine(/"type":"forward"/u))
  expect(await hear(there)).toBe('pears')
  const grants = (await machine.comice('alice', ['grant', 'list', '--json'])).json
  const grant = grants.find(({ what }) => what === 'listen:127.0.0.1:0')
  const over = forward.exited
  await succeed(machine, 'alice', ['grant', 'remove', String(grant?.['id'])])
  expect(await over).toMatchObject({ code: 4 })
}, 180_000)

test('one in the background outlives its command, is listed, and is stopped by its id', async () => {
  const run = await machine.comice('bob', ['forward', 'pi', `127.0.0.1:${port}`, '--background'])
  expect(run.code).toBe(0)
  const id = /comice forward stop (\S+)/u.exec(run.stderr)?.[1] ?? ''
  const list = async () => (await machine.comice('bob', ['forward', 'list', '--json'])).json
  const [first] = await list()
  expect(first).toMatchObject({
    type: 'forward',
    id,
    peer: 'pi',
    way: 'here',
    state: 'listening',
    stays: true,
  })
  expect(await hear(portOf(JSON.stringify(first)))).toBe('pears')
  const text = (await machine.comice('bob', ['forward', 'list'])).stdout
  expect(text).toContain(`leads to 127.0.0.1:${port} at pi  listening, in the background`)
  const stopped = await machine.comice('bob', ['forward', 'stop', id, '--json'])
  expect(stopped.json).toMatchObject([{ type: 'forward', id, state: 'ended', connections: 1, received: 5 }])
  expect(await list()).toEqual([])
  expect(await machine.comice('bob', ['forward', 'stop', id])).toMatchObject({ code: 3 })
}, 180_000)

test('-L and -R lead as those of ssh do, several by one command; when one cannot be, none is', async () => {
  for (const what of [`forward:127.0.0.1:${port}`, 'listen:127.0.0.1:0'])
    await succeed(machine, 'alice', ['grant', 'add', 'laptop', what])
  const both = ['-L', `0:127.0.0.1:${port}`, `-L0:127.0.0.1:${port}`, '-R', `0:127.0.0.1:${port}`]
  const run = await machine.comice('bob', ['forward', 'pi', ...both, '--background', '--json'])
  expect(run.code).toBe(0)
  expect(run.json.map(({ way }) => way).sort()).toEqual(['here', 'here', 'there'])
  for (const line of run.json) {
    expect(await hear(portOf(JSON.stringify(line)))).toBe('pears')
    await succeed(machine, 'bob', ['forward', 'stop', String(line['id'])])
  }

  const taken = ['-L', `0:127.0.0.1:${port}`, '-L', `${port}:127.0.0.1:${port}`]
  for (const how of [[], ['--background']])
    expect(await machine.comice('bob', ['forward', 'pi', ...taken, ...how])).toMatchObject({ code: 7 })
  expect((await machine.comice('bob', ['forward', 'list', '--json'])).json).toEqual([])
}, 180_000)

test('sockets by their paths stand on either side of -L and -R, where they are granted', async () => {
  await using folder = await tempDir('sockets')
  const [here, there, served] = ['here', 'there', 'served'].map((name) => `${folder.path}/${name}`)
  await using stack = new AsyncDisposableStack()
  const behind = createServer((socket) => void socket.end('plums')).listen(served)
  stack.defer(() => void behind.close())
  await once(behind, 'listening')
  for (const what of [`forward:127.0.0.1:${port}`, `forward:unix:${served}`, `listen:unix:${there}`])
    await succeed(machine, 'alice', ['grant', 'add', 'laptop', what])
  const asked = ['-L', `0:${served}`, '-L', `${here}:127.0.0.1:${port}`, '-R', `${there}:${served}`]
  await using forward = await machine.start('bob', ['forward', 'pi', ...asked, '--json'])
  const toSocket = portOf(await forward.waitForLine(/"address":"127\.0\.0\.1:\d+"/u))
  await forward.waitForLine(/"way":"here".*"address":"unix:/u)
  await forward.waitForLine(/"way":"there"/u)
  expect(await hear(toSocket)).toBe('plums')
  expect(await hear(here ?? '')).toBe('pears')
  expect(await hear(there ?? '')).toBe('plums')
}, 180_000)

test('what does not go together is said', async () => {
  for (const args of [
    ['pi'],
    ['pi', 'web', '--socks'],
    ['pi', 'web', '--remote', '1', '--local', '2'],
    ['pi', '-L', '1:db:2', '--bind', 'x'],
  ])
    expect(await machine.comice('bob', ['forward', ...args])).toMatchObject({ code: 2 })
}, 60_000)
