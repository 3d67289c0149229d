/** Requests of whoever can reach loopback. */
import { once } from 'node:events'
import { readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { PAGE_CLOSE } from '@comice/runtime/page'
import { tempDir, type TempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { MAX_WINDOW_PAGES } from '../../src/constants.ts'
import { openTestApp, type TestApp } from '../setup/app-windows.ts'
import { rawRequest, UPGRADE } from '../setup/raw-request.ts'

const FILES = {
  'index.html': '<!doctype html><title>alice</title>',
  'docs/index.html': '<title>docs</title>',
  'page.js': 'export {}',
  'a b/ü.txt': 'text',
  '.env': 'SECRET=1',
  '.git/config': 'secret',
  'docs/.hidden.js': 'secret',
  'film.webm': Uint8Array.from({ length: 1000 }, (_, at) => at % 256),
}

async function setUp(app: Partial<TestApp> = {}, dir?: TempDir) {
  await using opening = new AsyncDisposableStack()
  const at = dir ?? opening.use(await tempDir('window'))
  const alice = opening.use(await openTestApp(at, { name: 'alice', files: FILES, ...app }))
  const { host, port, origin } = new URL(alice.window.origin)
  const ask = (target: string, headers: Record<string, string> = {}, method = 'GET') =>
    rawRequest({ port, path: target, method, headers: { host, ...headers } })
  const exchange = (code: string, headers: Record<string, string>) =>
    rawRequest({ port, path: '/.comice/session', method: 'POST', headers: { host, ...headers } }, code)
  const newCode = async () => new URL((await alice.window.open()).url).hash.slice('#code='.length)
  const connect = (headers: Record<string, string>, target = '/.comice/bridge') =>
    rawRequest({ port, path: target, headers: { host, ...UPGRADE, ...headers } })
  const socket = () => new WebSocket(`ws://127.0.0.1:${port}/.comice/bridge`, { origin, headers: { host } })
  const open = opening.move()
  const dispose = () => open.disposeAsync()
  return {
    alice,
    host,
    port,
    origin,
    ask,
    exchange,
    newCode,
    connect,
    socket,
    [Symbol.asyncDispose]: dispose,
  }
}

test('the address is a name of the app alone, and leads to loopback', async () => {
  await using world = await setUp()
  expect(world.origin).toMatch(/^http:\/\/[a-z0-9]{52}\.localhost:\d+$/)
})

test('another host is refused before anything is looked at: another app, loopback itself, a rebound name', async () => {
  await using world = await setUp()
  for (const host of [
    'localhost',
    '127.0.0.1',
    'evil.example',
    world.host.replace(/^./, 'x'),
    world.host + '0',
  ]) {
    const answer = await world.ask('/', { host })
    expect([answer.status, answer.code], host).toEqual([421, 'WINDOW_HOST_REFUSED'])
    expect((await world.connect({ host, origin: world.origin })).status, host).toBe(421)
  }
})

test('files are for the app’s own page, and for a person who opens the address', async () => {
  await using world = await setUp()
  const from = (site: string, mode: string, destination: string) =>
    world.ask('/page.js', { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination })
  expect((await from('same-origin', 'cors', 'script')).status).toBe(200)
  expect((await from('none', 'navigate', 'document')).status).toBe(200)
  expect((await from('cross-site', 'navigate', 'document')).status).toBe(200)
  for (const [site, mode, destination] of [
    ['cross-site', 'no-cors', 'script'],
    ['same-site', 'no-cors', 'image'],
    ['cross-site', 'navigate', 'iframe'],
    ['cross-site', 'cors', 'empty'],
  ] as const)
    expect((await from(site, mode, destination)).code).toBe('WINDOW_CALLER_REFUSED')
})

test('a code is exchanged once, within its time, and only for the app’s own page', async () => {
  await using world = await setUp()
  const code = await world.newCode()
  for (const headers of [
    {},
    { origin: 'null' },
    { origin: 'http://127.0.0.1' },
    { origin: `${world.origin}0` },
  ])
    expect((await world.exchange(code, headers)).code).toBe('WINDOW_CALLER_REFUSED')
  const answer = await world.exchange(code, { origin: world.origin })
  expect(JSON.parse(answer.body.toString())).toEqual({ token: expect.stringMatching(/^[\w-]{43}$/) })
  expect((await world.exchange(code, { origin: world.origin })).code).toBe('WINDOW_CODE_REFUSED')
  expect((await world.exchange('x'.repeat(1_000_000), { origin: world.origin })).status).toBe(403)
  expect((await world.ask('/.comice/session')).code).toBe('WINDOW_METHOD_REFUSED')
})

test('a socket is only for the app’s own page, and its token is checked before the backend hears of it', async () => {
  await using world = await setUp()
  expect((await world.connect({ origin: 'http://evil.example' })).status).toBe(403)
  expect((await world.connect({})).status).toBe(403)
  expect((await world.connect({ origin: world.origin }, '/other')).status).toBe(404)
  expect((await world.connect({ origin: world.origin })).status).toBe(101)

  const closeCode = async (first: string | Buffer) => {
    const socket = world.socket()
    const closed = once(socket, 'close') as Promise<[number]>
    await once(socket, 'open')
    socket.send(first)
    return (await closed)[0]
  }
  expect(await closeCode(JSON.stringify({ comice: 1, token: 'guess' }))).toBe(PAGE_CLOSE.tokenRefused)
  expect(await closeCode(JSON.stringify({ comice: 2, token: 'guess' }))).toBe(PAGE_CLOSE.otherVersion)
  for (const first of ['', '{', 'null', '[]', '{"comice":1}', Buffer.from([1])])
    expect(await closeCode(first)).toBe(PAGE_CLOSE.malformed)
})

test('a token of one app is worth nothing at another', async () => {
  await using dir = await tempDir('window')
  await using alice = await setUp({}, dir)
  await using bob = await setUp({ name: 'bob' }, dir)
  const answer = await alice.exchange(await alice.newCode(), { origin: alice.origin })
  const socket = bob.socket()
  const closed = once(socket, 'close') as Promise<[number]>
  await once(socket, 'open')
  socket.send(JSON.stringify({ comice: 1, ...(JSON.parse(answer.body.toString()) as object) }))
  expect((await closed)[0]).toBe(PAGE_CLOSE.tokenRefused)
})

test('more pages than the limit are told so, and others can come when some have gone', async () => {
  await using world = await setUp()
  const sockets = Array.from({ length: MAX_WINDOW_PAGES }, () => world.socket())
  await Promise.all(sockets.map((socket) => once(socket, 'open')))
  const answer = await world.connect({ origin: world.origin })
  expect([answer.status, answer.code]).toEqual([503, 'WINDOW_BUSY'])
  sockets[0]?.close()
  await waitFor(async () => (await world.connect({ origin: world.origin })).status === 101)
  for (const socket of sockets) socket.terminate()
})

test('a path leads to a file of the app, or nowhere', async () => {
  await using world = await setUp()
  const { files } = world.alice
  await symlink('/etc/passwd', path.join(files, 'passwd.txt'))
  await symlink('/etc', path.join(files, 'etc'))
  await symlink(path.join(files, 'page.js'), path.join(files, 'link.js'))
  for (const target of ['/', '/docs/', '/page.js?x=1', '/a%20b/%C3%BC.txt'])
    expect((await world.ask(target)).status, target).toBe(200)
  for (const hostile of [
    '/.env',
    '/%2eenv',
    '/.git/config',
    '/docs/.hidden.js',
    '/../alice-window/port',
    '/..%2falice-window%2fport',
    '/%2e%2e/alice-window/port',
    '/docs/..%5c..%5cpage.js',
    '/docs//index.html',
    '//etc/passwd',
    '/passwd.txt',
    '/etc/passwd',
    '/link.js',
    '/docs',
    '/page.js%00',
    '/page.js::$DATA',
    '/page.js.',
    '/con',
    '/%',
    '/%ff',
    '/.comice/',
    '/.comice/runtime/../../../package.json',
    '/.comice/runtime/..%2fpackage.json',
    '/.comice/constructor/x.js',
    '/' + 'a/'.repeat(5_000),
    '*',
    'http://evil.example/',
  ]) {
    const answer = await world.ask(hostile)
    expect([answer.status, answer.code], hostile.slice(0, 60)).toEqual([404, 'WINDOW_FILE_MISSING'])
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])
    expect((await world.ask('/page.js', {}, method)).status, method).toBe(405)
})

test('a medium is served by range, and by tag', async () => {
  await using world = await setUp()
  const whole = await world.ask('/film.webm')
  expect(whole.headers).toMatchObject({
    'content-type': 'video/webm',
    'accept-ranges': 'bytes',
    'content-length': '1000',
  })
  const etag = String(whole.headers['etag'])
  const part = async (range: string, headers = {}) => {
    const { status, body, headers: got } = await world.ask('/film.webm', { range, ...headers })
    return [status, body.length, body[0], got['content-range']]
  }
  expect(await part('bytes=10-19')).toEqual([206, 10, 10, 'bytes 10-19/1000'])
  expect(await part('bytes=990-')).toEqual([206, 10, 990 % 256, 'bytes 990-999/1000'])
  expect(await part('bytes=-5')).toEqual([206, 5, 995 % 256, 'bytes 995-999/1000'])
  expect(await part('bytes=0-99999')).toEqual([206, 1000, 0, 'bytes 0-999/1000'])
  expect((await part('bytes=1000-'))[0]).toBe(416)
  expect((await part('bytes=-0'))[0]).toBe(416)
  for (const all of ['bytes=5-1', 'bytes=0-1,4-5', 'bytes=-', 'lines=0-1', `bytes=${'9'.repeat(40)}-`])
    expect((await part(all)).slice(0, 2), all).toEqual([200, 1000])
  expect((await part('bytes=0-9', { 'if-range': '"other"' })).slice(0, 2)).toEqual([200, 1000])
  expect((await part('bytes=0-9', { 'if-range': etag })).slice(0, 2)).toEqual([206, 10])

  expect((await world.ask('/film.webm', { 'if-none-match': `"x", W/${etag}` })).status).toBe(304)
  const head = await world.ask('/film.webm', {}, 'HEAD')
  expect([head.status, head.body.length, head.headers['content-length']]).toEqual([200, 0, '1000'])
  await writeFile(path.join(world.alice.files, 'film.webm'), new Uint8Array(1000))
  expect((await world.ask('/film.webm', { 'if-none-match': etag })).status).toBe(200)
})

test('every answer has the policy, refusals and sources too', async () => {
  await using world = await setUp({ net: ['https://api.example.org', 'http://127.0.0.1:8080'] })
  for (const target of ['/', '/page.js', '/film.webm', '/missing', '/.comice/runtime/missing.js']) {
    const { headers } = await world.ask(target)
    const policy = String(headers['content-security-policy'])
    expect(policy, target).toContain("default-src 'none'; script-src 'self' 'sha256-")
    expect(policy).toContain(
      `connect-src 'self' data: blob: ws://${world.host} https://api.example.org http://127.0.0.1:8080 wss://api.example.org;`,
    )
    expect(policy).toContain("form-action 'none'; frame-ancestors 'none'")
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    expect(headers['access-control-allow-origin']).toBe(undefined)
  }
})

test('an origin that is more than an origin does not get into a policy', async () => {
  await using dir = await tempDir('window')
  for (const origin of [
    'https://a.example/path',
    'https://a.example; script-src *',
    'https://*.example',
    'http://a.example',
    'https://user@a.example',
    'ws://127.0.0.1',
    '*',
    "'self'",
    'https:',
    'data:text/html,x',
  ])
    await expect(
      openTestApp(dir, { name: 'alice', files: FILES, net: [origin] }),
      origin,
    ).rejects.toMatchObject({ code: 'WINDOW_ORIGIN_INVALID' })
})

test('the launch file holds the code and the app’s name as text, and is for its owner alone', async () => {
  await using world = await setUp({ name: '<b>"al&ice"' })
  const { launchFile, url } = await world.alice.window.open()
  const html = await readFile(launchFile, 'utf8')
  expect(html).toContain(new URL(url).hash.slice(1))
  expect(html).not.toContain('<b>')
  expect(((await stat(launchFile)).mode & 0o777).toString(8)).toBe('600')
})

test('the port is the same the next time, unless somebody else has it, on either address', async () => {
  await using dir = await tempDir('window')
  const first = await setUp({}, dir)
  await first[Symbol.asyncDispose]()
  const second = await setUp({}, dir)
  expect(second.port).toBe(first.port)
  await second[Symbol.asyncDispose]()

  for (const host of ['127.0.0.1', '::1']) {
    const squatter = createServer()
    await once(squatter.listen(Number(first.port), host), 'listening')
    const third = await setUp({}, dir)
    expect(third.port).not.toBe(first.port)
    await third[Symbol.asyncDispose]()
    await new Promise((resolve) => squatter.close(resolve))
    await writeFile(dir.join('alice-window', 'port'), first.port)
  }
})

test('a window without its page does not start', async () => {
  await using dir = await tempDir('window')
  await expect(openTestApp(dir, { name: 'alice', files: { 'x.js': '' } })).rejects.toMatchObject({
    code: 'WINDOW_PAGE_MISSING',
  })
})
