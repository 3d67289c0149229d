/** Files of rooms on the window's server, asked for as a hostile page or program would. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createTestDht, tempDir } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHost } from '../../src/host/host.ts'
import { rawRequest } from './raw-request.ts'

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

async function setUp() {
  await using opening = new AsyncDisposableStack()
  const dht = opening.use(await createTestDht())
  const [dir, page] = [opening.use(await tempDir()), opening.use(await tempDir())]
  await writeFile(path.join(page.path, 'index.html'), '<!doctype html>')
  const host = opening.use(
    await startHost({ dir: dir.path, network: { bootstrap: dht.bootstrap }, idleMs: 0 }),
  )
  const { origin, port, hash } = new URL((await host.services.openWindow({ staticDir: page.path })).url)
  const at = { host: '127.0.0.1', port: Number(port) }
  const code = new URLSearchParams(hash.slice(1)).get('code') ?? ''
  const exchanged = await rawRequest({ ...at, path: '/session', method: 'POST', headers: { origin } }, code)
  const { token } = JSON.parse(exchanged.body) as { token: string }
  const room = await host.services.rooms.create({ name: 'Pears' })
  const look = host.services.rooms.looks.begin(room.id)
  const base = `/room-files/${look.secret}/`
  const post = (name: string, body: string, headers: Record<string, string> = {}) =>
    rawRequest(
      {
        ...at,
        path: `${base}new?name=${encodeURIComponent(name)}`,
        method: 'POST',
        headers: { origin, authorization: `Bearer ${token}`, ...headers },
      },
      body,
    )
  const get = (rest: string, headers: Record<string, string> = {}) =>
    rawRequest({ ...at, path: base + rest, headers })
  const stack = opening.move()
  return { room, look, at, post, get, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

let node: Awaited<ReturnType<typeof setUp>>
beforeAll(async () => {
  node = await setUp()
})
afterAll(() => node[Symbol.asyncDispose]())

/** Brings and says it; returns where it is. */
async function say(name: string, body: string): Promise<string> {
  const { status, body: answer } = await node.post(name, body)
  expect(status, answer).toBe(200)
  const { id } = JSON.parse(answer) as { id: string }
  const message = await node.room.say('', { files: [id] })
  return `${message.id}/${message.seq}/0/${encodeURIComponent(name)}`
}

test('a file that a page brought is answered whole, and in parts', async () => {
  const place = await say('ten.txt', '0123456789')
  const whole = await node.get(place)
  expect([whole.status, whole.body]).toEqual([200, '0123456789'])
  const part = await node.get(place, { range: 'bytes=2-4' })
  expect([part.status, part.body, part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10'])
  expect((await node.get(place, { range: 'bytes=10-' })).status).toBe(416)
  const etag = String(whole.headers['etag'])
  expect((await node.get(place, { 'if-none-match': etag })).status).toBe(304)
})

test('only what a browser decodes and runs nothing of has a type; all else is saved', async () => {
  const types = [
    ['a.png', 'image/png', undefined],
    ['a.svg', 'application/octet-stream', "attachment; filename*=UTF-8''a.svg"],
    ['a.html', 'application/octet-stream', "attachment; filename*=UTF-8''a.html"],
    ['a.pdf', 'application/octet-stream', "attachment; filename*=UTF-8''a.pdf"],
    ["'x'\u202e\r\n.txt", 'application/octet-stream', "attachment; filename*=UTF-8''%27x%27%20.txt"],
  ] as const
  for (const [name, type, disposition] of types) {
    const { headers, body } = await node.get(await say(name, SVG))
    expect(body).toBe(SVG)
    expect([headers['content-type'], headers['content-disposition']], name).toEqual([type, disposition])
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/u)
  }
  const picture = await say('b.png', SVG)
  expect((await node.get(`${picture}?save`)).headers['content-disposition']).toContain('attachment')
  for (const dest of ['script', 'style', 'document', 'iframe', 'worker'])
    expect((await node.get(picture, { 'sec-fetch-dest': dest })).status, dest).toBe(403)
})

test('without the secret nothing is read, and without the token nothing is brought', async () => {
  const place = await say('secret.txt', 'pears')
  const { at } = node
  expect((await rawRequest({ ...at, path: `/room-files/AAAAAAAAAAAAAAAAAAAAAA/${place}` })).status).toBe(404)
  expect((await node.get(place, { host: 'pears.example' })).status).toBe(421)
  expect((await node.post('x.txt', 'x', { authorization: 'Bearer AAAA' })).status).toBe(403)
  expect((await node.post('x.txt', 'x', { origin: 'https://pears.example' })).status).toBe(403)
  for (const rest of [
    '',
    'new',
    'x/0/0/0/x',
    `${place.replace('/0/', '/9/')}`,
    '../../etc/passwd',
    '%2e%2e/x',
  ])
    expect([404, 405], rest).toContain((await node.get(rest)).status)
  node.look[Symbol.dispose]()
  expect((await node.get(place)).status).toBe(404)
})
