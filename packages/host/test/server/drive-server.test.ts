import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { startHost } from '../../src/host/host.ts'
import { startDriveServer } from '../../src/server/drive-server.ts'
import { rawRequest } from './raw-request.ts'

const FILES: Readonly<Record<string, string>> = {
  '/a.txt': '0123456789',
  '/docs/page.html': '<script>alert(1)</script>',
  '/docs/<img src=x onerror=alert(1)>.md': 'x',
  '/docs/100% & more#.bin': 'y',
  '/empty': '',
}

async function setUp() {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(await tempDir())
  const host = stack.use(
    await startHost({ dir: dir.path, network: { public: false, local: false }, idleMs: 0 }),
  )
  const drives = await host.services.drives.open()
  await drives.create({ name: 'pears' })
  for (const [path, text] of Object.entries(FILES))
    await drives.files.put({ kind: 'drive', name: 'pears', version: null, path }, [Buffer.from(text)])
  const place = { kind: 'drive', name: 'pears', version: null, path: '' } as const
  const server = await startDriveServer(drives, place, 0)
  stack.defer(() => server.close())
  const { pathname } = new URL(server.url)
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    rawRequest({ host: '127.0.0.1', port: server.port, path: `${pathname}${path}`, headers, method })
  return { drives, place, server, ask, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

test('files come whole and in parts, with what a browser needs to seek in them', async () => {
  await using room = await setUp()
  const whole = await room.ask('a.txt')
  expect(whole).toMatchObject({ status: 200, body: '0123456789' })
  expect(whole.headers).toMatchObject({
    'content-length': '10',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
  })
  const etag = String(whole.headers['etag'])
  const part = await room.ask('a.txt', { range: 'bytes=3-5' })
  expect(part).toMatchObject({ status: 206, body: '345' })
  expect(part.headers['content-range']).toBe('bytes 3-5/10')
  expect(await room.ask('a.txt', { range: 'bytes=3-5', 'if-range': '"x"' })).toMatchObject({ status: 200 })
  expect(await room.ask('a.txt', { range: 'bytes=10-' })).toMatchObject({ status: 416, body: '' })
  expect(await room.ask('a.txt', { 'if-none-match': etag })).toMatchObject({ status: 304, body: '' })
  expect(await room.ask('a.txt', {}, 'HEAD')).toMatchObject({ status: 200, body: '' })
  expect(await room.ask('empty')).toMatchObject({ status: 200, body: '' })

  await room.drives.files.put({ ...room.place, path: '/a.txt' }, [Buffer.from('changed')], {
    overwrite: true,
  })
  expect(await room.ask('a.txt', { 'if-none-match': etag })).toMatchObject({ status: 200, body: 'changed' })
})

test('a large file is sent as fast as it is taken, and a part of it without the rest', async () => {
  await using room = await setUp()
  const bytes = Buffer.alloc(8_000_000, 'pear')
  await room.drives.files.put({ ...room.place, path: '/large' }, [bytes])
  expect((await room.ask('large')).body).toHaveLength(8_000_000)
  const part = await room.ask('large', { range: 'bytes=7999996-' })
  expect(part).toMatchObject({ status: 206, body: 'pear' })
})

test('folders are listed, and no name in them is markup', async () => {
  await using room = await setUp()
  expect(await room.ask('docs')).toMatchObject({ status: 307, headers: { location: './docs/' } })
  const page = await room.ask('docs/')
  expect(page.status).toBe(200)
  expect(page.body).not.toContain('<img')
  expect(page.body).toContain('&lt;img src=x onerror=alert(1)&gt;.md')
  const links = [...page.body.matchAll(/href="\.\/([^"]+)"/gu)].map(([, link = '']) => link)
  // The other cannot be had on every system.
  expect(links).toHaveLength(2)
  for (const link of links) expect((await room.ask(`docs/${link}`)).status).toBe(200)
})

test('pages of a drive run no scripts', async () => {
  await using room = await setUp()
  const page = await room.ask('docs/page.html')
  expect(page.headers['content-type']).toContain('text/html')
  expect(page.headers['content-security-policy']).toContain("script-src 'none'")
})

test('other hosts, other pages, other tokens, other methods and paths that leave get nothing', async () => {
  await using room = await setUp()
  const status = async (...words: Parameters<typeof room.ask>) => (await room.ask(...words)).status
  expect(await status('a.txt', { host: 'evil.example' })).toBe(421)
  expect(await status('a.txt', { origin: 'http://evil.example' })).toBe(403)
  expect(await status('a.txt', { origin: 'null' })).toBe(403)
  expect(await status('a.txt', { 'sec-fetch-site': 'cross-site' })).toBe(403)
  expect(await status('a.txt', { 'sec-fetch-site': 'same-site' })).toBe(403)
  expect(await status('a.txt', { 'sec-fetch-site': 'same-origin' })).toBe(200)
  expect(await status('a.txt', {}, 'POST')).toBe(405)
  expect(await status('../a.txt')).toBe(404)
  for (const path of ['%2e%2e/a.txt', '..%2fa.txt', 'docs/..%2f..%2f..%2fetc/passwd', '%00', '%ff', '%'])
    expect(await status(path), path).toBe(404)
  expect(await status('nothing')).toBe(404)
  const other = await rawRequest({
    host: '127.0.0.1',
    port: room.server.port,
    path: '/AAAAAAAAAAAAAAAAAAAAAA/a.txt',
  })
  expect(other).toMatchObject({ status: 404, body: '' })
})

test('a port that is taken is said so', async () => {
  await using room = await setUp()
  await expect(startDriveServer(room.drives, room.place, room.server.port)).rejects.toMatchObject({
    code: 'PORT_TAKEN',
  })
})
