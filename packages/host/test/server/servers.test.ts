import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import path from 'node:path'
import { createTestDht, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { TOKEN_REFUSED_CLOSE } from '../../src/constants.ts'
import { startHost } from '../../src/host/host.ts'
import { rawRequest } from './raw-request.ts'

async function setUp() {
  const stack = new AsyncDisposableStack()
  const dht = stack.use(await createTestDht())
  const [dir, page] = [stack.use(await tempDir()), stack.use(await tempDir())]
  await writeFile(path.join(page.path, 'index.html'), '<!doctype html><script nonce="%CSP_NONCE%"></script>')
  const host = stack.use(await startHost({ dir: dir.path, network: { bootstrap: dht.bootstrap }, idleMs: 0 }))
  const address = await host.services.openWindow({ staticDir: page.path })
  const { origin, port, hash } = new URL(address.url)
  const code = new URLSearchParams(hash.slice(1)).get('code') ?? ''
  const at = { host: '127.0.0.1', port: Number(port) }
  return { host, address, origin, at, code, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
}

test('the local socket refuses a caller without the token, for calls and for WebSockets', async () => {
  await using node = await setUp()
  const { socketPath, token } = node.host.address
  const call = (authorization?: string) =>
    rawRequest({
      socketPath,
      path: '/trpc/id.show',
      headers: authorization === undefined ? {} : { authorization },
    })
  expect((await call()).status).toBe(401)
  expect((await call('Bearer x')).status).toBe(401)
  expect((await call(`Bearer ${token}`)).status).toBe(200)
  expect((await rawRequest({ socketPath, path: '/trpc', headers: upgrade })).status).toBe(403)
})

test('a call to the window’s server with another Host is refused: DNS rebinding', async () => {
  await using node = await setUp()
  const answer = await rawRequest({ ...node.at, path: '/', headers: { host: 'evil.example' } })
  expect(answer.status).toBe(421)
  expect(answer.body).toBe('')
})

test('a code is exchanged only for the page’s own origin', async () => {
  await using node = await setUp()
  const exchange = (origin?: string) =>
    rawRequest(
      { ...node.at, path: '/session', method: 'POST', headers: origin === undefined ? {} : { origin } },
      node.code,
    )
  expect((await exchange()).status).toBe(403)
  expect((await exchange('https://evil.example')).status).toBe(403)
  expect((await exchange('null')).status).toBe(403)
  expect((await exchange(node.origin)).status).toBe(200)
  expect(JSON.parse((await exchange(node.origin)).body)).toMatchObject({ code: 'CODE_REFUSED' })
})

test('a page of another origin gets no WebSocket', async () => {
  await using node = await setUp()
  const open = (headers: Record<string, string>) =>
    rawRequest({ ...node.at, path: '/trpc?connectionParams=1', headers: { ...upgrade, ...headers } })
  expect((await open({ origin: 'https://evil.example' })).status).toBe(403)
  expect((await open({})).status).toBe(403)
  expect((await open({ origin: node.origin })).status).toBe(101)
})

test('a refused token ends the WebSocket with a close code of its own', async () => {
  await using node = await setUp()
  const socket = new WebSocket(`ws://127.0.0.1:${node.at.port}/trpc?connectionParams=1`, {
    origin: node.origin,
  })
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  socket.once('open', () =>
    socket.send(JSON.stringify({ method: 'connectionParams', data: { token: 'guess' } })),
  )
  expect(await closed).toBe(TOKEN_REFUSED_CLOSE)
})

test('the page comes with a policy that allows its own scripts alone, and a fresh nonce each time', async () => {
  await using node = await setUp()
  const [first, second] = [
    await rawRequest({ ...node.at, path: '/' }),
    await rawRequest({ ...node.at, path: '/' }),
  ]
  const policy = String(first.headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(first.body).not.toContain('%CSP_NONCE%')
  expect(first.body).not.toBe(second.body)
})

test('a path leads nowhere but to the page’s files', async () => {
  await using node = await setUp()
  for (const hostile of [
    '/../run/api.json',
    '/%2e%2e/run/api.json',
    '/..%2frun%2fapi.json',
    '//etc/passwd',
    '/trpc/id.show',
  ]) {
    const answer = await rawRequest({ ...node.at, path: hostile })
    expect(answer.status, hostile).toBe(404)
  }
})

test('the launch file holds the code and is for its owner alone', async () => {
  await using node = await setUp()
  const { launchFile } = node.address
  expect(await readFile(launchFile, 'utf8')).toContain(node.code)
  expect(((await stat(launchFile)).mode & 0o777).toString(8)).toBe('600')
})

test('stopping ends the servers and removes the address', async () => {
  await using node = await setUp()
  await node.host.stop('the test is over')
  await expect(rawRequest({ ...node.at, path: '/' })).rejects.toThrow('ECONNREFUSED')
  await expect(stat(path.join(node.host.services.profile.dir, 'run', 'api.json'))).rejects.toThrow('ENOENT')
})

test('a path that is no path is answered, and the node lives on: any web page can ask for it', async () => {
  await using node = await setUp()
  for (const path of ['//', '//[', '/\\\\', '//trpc', '*']) {
    const { status } = await rawRequest({ ...node.at, path, method: path === '*' ? 'OPTIONS' : 'GET' })
    expect([400, 403, 404, 405], path).toContain(status)
  }
  expect((await rawRequest({ ...node.at, path: '/' })).status).toBe(200)
})

test('who asks for a WebSocket and is gone before the answer does not end the node', async () => {
  await using node = await setUp()
  const lines = Object.entries({ host: `127.0.0.1:${node.at.port}`, ...upgrade }).map(
    ([key, value]) => `${key}: ${value}`,
  )
  for (let attempt = 0; attempt < 50; attempt++) {
    const socket = connect(node.at)
    await once(socket, 'connect')
    socket.on('error', () => undefined)
    socket.write(`GET /trpc HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, () => socket.resetAndDestroy())
    await once(socket, 'close')
  }
  expect((await rawRequest({ ...node.at, path: '/' })).status).toBe(200)
})
