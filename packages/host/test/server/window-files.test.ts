/** Contents of drives on the window's server, asked for as a hostile page or program would. */
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import type { RequestOptions } from 'node:http'
import path from 'node:path'
import { createTestDht, tempDir } from '@comice/testkit'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHost } from '../../src/host/host.ts'
import { rawRequest } from './raw-request.ts'

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
const LARGE_BYTES = 64 * 1024 * 1024

async function setUp() {
  const stack = new AsyncDisposableStack()
  const dht = stack.use(await createTestDht())
  const [dir, page] = [stack.use(await tempDir()), stack.use(await tempDir())]
  await writeFile(path.join(page.path, 'index.html'), '<!doctype html>')
  const host = stack.use(await startHost({ dir: dir.path, network: { bootstrap: dht.bootstrap }, idleMs: 0 }))
  const { origin, port, hash } = new URL((await host.services.openWindow({ staticDir: page.path })).url)
  const at = { host: '127.0.0.1', port: Number(port) }
  const code = new URLSearchParams(hash.slice(1)).get('code') ?? ''
  const exchanged = await rawRequest({ ...at, path: '/session', method: 'POST', headers: { origin } }, code)
  const { token } = JSON.parse(exchanged.body) as { token: string }
  const drives = await host.services.drives.open()
  const { id } = await drives.create({ name: 'pears' })
  const put = (name: string, text: string) => drives.files.put(`pears:${name}`, [Buffer.from(text)])
  await put('/a/page.html', '<script>alert(1)</script>')
  await put('/picture.svg', SVG)
  await put('/code.js', 'alert(1)')
  await put('/ten.txt', '0123456789')
  await put("/odd '(name)*.txt", 'odd')
  await drives.files.put('pears:/large.bin', largeContents())
  const look = host.services.drives.looks.begin(id)
  const { version } = await drives.info('pears')
  const get = (name: string, headers: Record<string, string> = {}, options: RequestOptions = {}) =>
    rawRequest({ ...at, path: `/drives/${look.secret}/${version}${name}`, headers, ...options })
  return {
    host,
    drives,
    at,
    origin,
    token,
    look,
    version,
    get,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

function* largeContents() {
  for (let at = 0; at < LARGE_BYTES; at += 1024 * 1024) yield Buffer.alloc(1024 * 1024, at % 251)
}

let node: Awaited<ReturnType<typeof setUp>>
beforeAll(async () => {
  node = await setUp()
})
afterAll(() => node[Symbol.asyncDispose]())

test('a part of a file is answered as it was asked for, and nonsense with the whole or a refusal', async () => {
  const ranges = [
    ['bytes=2-4', 206, '234'],
    ['bytes=7-', 206, '789'],
    ['bytes=-2', 206, '89'],
    ['bytes=8-99999999999', 206, '89'],
    ['bytes=-99', 206, '0123456789'],
    ['bytes=10-', 416, ''],
    ['bytes=5-4', 416, ''],
    ['bytes=0-1,4-5', 200, '0123456789'],
    ['bytes=0-99999999999999999999', 200, '0123456789'],
    ['bytes=-', 200, '0123456789'],
    ['lines=1-2', 200, '0123456789'],
  ] as const
  for (const [range, status, body] of ranges) {
    const answer = await node.get('/ten.txt', { range })
    expect([range, answer.status, answer.body]).toEqual([range, status, body])
  }
  expect((await node.get('/ten.txt', { range: 'bytes=2-4' })).headers['content-range']).toBe('bytes 2-4/10')
})

test('nothing in a drive becomes a page, a script or a style of the window’s origin', async () => {
  const types = { '/a/page.html': 'application/octet-stream', '/code.js': 'application/octet-stream' }
  for (const [name, type] of Object.entries(types)) {
    const { status, headers } = await node.get(name)
    expect([status, headers['content-type'], headers['x-content-type-options']]).toEqual([
      200,
      type,
      'nosniff',
    ])
    expect(headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/)
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
  }
  const image = await node.get('/picture.svg', { 'sec-fetch-dest': 'image' })
  expect([image.status, image.headers['content-type']]).toEqual([200, 'image/svg+xml'])
  expect(image.headers['content-security-policy']).toMatch(/^sandbox;/)
  for (const dest of [
    'document',
    'iframe',
    'frame',
    'embed',
    'object',
    'script',
    'style',
    'worker',
    'serviceworker',
  ]) {
    for (const name of ['/picture.svg', '/a/page.html', '/code.js']) {
      const { status, body } = await node.get(name, { 'sec-fetch-dest': dest })
      expect([dest, name, status, body]).toEqual([dest, name, 403, ''])
    }
  }
})

test('what is saved is bytes with a name that ends no header', async () => {
  const saved = await node.get(`/${encodeURIComponent("odd '(name)*.txt")}?save`, {
    'sec-fetch-dest': 'document',
  })
  expect(saved.body).toBe('odd')
  expect(saved.headers['content-type']).toBe('application/octet-stream')
  expect(saved.headers['content-disposition']).toBe("attachment; filename*=UTF-8''odd%20%27%28name%29%2a.txt")
  const folder = await node.get('/a?save')
  expect(folder.headers['content-disposition']).toBe("attachment; filename*=UTF-8''a.tar")
  expect(folder.body).toContain('page.html')
})

test('another Host, a guessed secret and a path that is none lead to nothing', async () => {
  expect((await node.get('/ten.txt', { host: 'evil.example' })).status).toBe(421)
  expect((await node.get('/ten.txt', { host: `localhost:${node.at.port}` })).status).toBe(421)
  const { secret } = node.look
  const nowhere = [
    `/drives/${secret.slice(0, -1)}/${node.version}/ten.txt`,
    `/drives//${node.version}/ten.txt`,
    `/drives/__proto__/${node.version}/ten.txt`,
    `/drives/${secret}/0/ten.txt`,
    `/drives/${secret}/-1/ten.txt`,
    `/drives/${secret}/1e3/ten.txt`,
    `/drives/${secret}/99999/ten.txt`,
    `/drives/${secret}/new/ten.txt`,
    `/drives/${secret}/${node.version}/%E0%A4%A/ten.txt`,
    `/drives/${secret}/${node.version}/a%2fpage.html`,
    `/drives/${secret}/${node.version}/nothing`,
    `/drives/${secret}`,
    '/drives/',
  ]
  for (const path of nowhere)
    expect([path, (await rawRequest({ ...node.at, path })).status]).toEqual([path, 404])
  for (const name of [
    '/../../run/api.json',
    '/..%2f..%2frun%2fapi.json',
    '/a/%2e%2e/ten.txt',
    '/%00',
    '//ten.txt',
    '/a\\page.html',
  ]) {
    const { status, body } = await node.get(name)
    expect([400, 404], name).toContain(status)
    expect(body, name).not.toContain('0123')
  }
})

test('an address ends when the page looks away', async () => {
  const look = node.host.services.drives.looks.begin(
    node.host.services.drives.looks.nameOf(node.look.secret) ?? '',
  )
  const ask = () => rawRequest({ ...node.at, path: `/drives/${look.secret}/${node.version}/ten.txt` })
  expect((await ask()).status).toBe(200)
  look[Symbol.dispose]()
  expect((await ask()).status).toBe(404)
})

test('only the page changes a drive, with its token', async () => {
  const archive = pack()
  archive.entry({ name: 'new.txt' }, 'new')
  archive.entry({ name: '../outside.txt' }, 'outside')
  archive.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of archive) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString('latin1')
  const upload = (headers: Record<string, string>, method = 'POST') =>
    rawRequest({ ...node.at, path: `/drives/${node.look.secret}/new/in`, method, headers }, body)
  const authorization = `Bearer ${node.token}`
  expect((await upload({})).status).toBe(403)
  expect((await upload({ authorization })).status).toBe(403)
  expect((await upload({ authorization, origin: 'https://evil.example' })).status).toBe(403)
  expect((await upload({ authorization, origin: 'null' })).status).toBe(403)
  expect((await upload({ authorization: 'Bearer x', origin: node.origin })).status).toBe(403)
  expect((await upload({ origin: node.origin })).status).toBe(403)
  expect((await upload({ authorization, origin: node.origin }, 'PUT')).status).toBe(405)
  await expect(node.drives.files.stat('pears:/in/new.txt')).rejects.toMatchObject({
    code: 'DRIVE_ENTRY_NOT_FOUND',
  })

  const answer = await upload({ authorization, origin: node.origin })
  expect(JSON.parse(answer.body)).toMatchObject({ entries: 1, refusedCount: 1 })
  expect((await node.drives.files.stat('pears:/in/new.txt')).bytes).toBe(3)
  await expect(node.drives.files.stat('pears:/outside.txt')).rejects.toMatchObject({
    code: 'DRIVE_ENTRY_NOT_FOUND',
  })
})

test('an upload that breaks off leaves nothing, and lets the next one write', async () => {
  const before = (await node.drives.info('pears')).version
  const socket = connect(node.at.port, '127.0.0.1')
  const archive = pack()
  archive.entry({ name: 'half.bin', size: 1_000_000 }).write(Buffer.alloc(1000))
  const [start] = (await once(archive, 'data')) as [Buffer]
  socket.write(
    `POST /drives/${node.look.secret}/new/ HTTP/1.1\r\nHost: 127.0.0.1:${node.at.port}\r\nOrigin: ${node.origin}\r\nAuthorization: Bearer ${node.token}\r\nContent-Length: 1001024\r\n\r\n`,
  )
  await new Promise((resolve) => socket.write(Buffer.concat([start, Buffer.alloc(1000)]), resolve))
  expect((await node.get('/ten.txt')).status).toBe(200)
  // The drive is being written to: this waits for the end of it.
  const next = node.drives.files.put('pears:/next.txt', [Buffer.from('x')])
  socket.destroy()
  await next
  expect((await node.drives.info('pears')).version).toBeGreaterThan(before)
  await expect(node.drives.files.stat('pears:/half.bin')).rejects.toMatchObject({
    code: 'DRIVE_ENTRY_NOT_FOUND',
  })
})

test('readers that do not read cost no memory', async () => {
  const sockets: Socket[] = []
  const memory = () => {
    globalThis.gc?.()
    const { external, arrayBuffers, heapUsed } = process.memoryUsage()
    return external + arrayBuffers + heapUsed
  }
  const before = memory()
  for (let index = 0; index < 16; index++) {
    const socket = connect(node.at.port, '127.0.0.1')
    socket.pause()
    socket.write(
      `GET /drives/${node.look.secret}/${node.version}/large.bin HTTP/1.1\r\nHost: 127.0.0.1:${node.at.port}\r\n\r\n`,
    )
    sockets.push(socket)
  }
  // Another reader gets all of it meanwhile, so that the others had their time.
  const { body } = await node.get('/large.bin', { range: 'bytes=33554432-' })
  expect(body.length).toBeGreaterThan(0)
  // Sixteen times 64 MiB were asked for. What that reader holds as text is its own.
  expect(memory() - before - body.length * 2).toBeLessThan(128 * 1024 * 1024)
  for (const socket of sockets) socket.destroy()
})
