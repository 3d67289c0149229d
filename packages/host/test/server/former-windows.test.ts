import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { TOKEN_REFUSED_CLOSE } from '../../src/constants.ts'
import { startHost } from '../../src/host/host.ts'
import { openFormerWindows } from '../../src/server/former-windows.ts'
import { rawRequest } from './raw-request.ts'

const OFFLINE = { public: false, local: false }

/** Runs a node that opens a window, and returns the window's port. */
async function runOnce(dir: string): Promise<number> {
  await mkdir(path.join(dir, 'page'), { recursive: true })
  await writeFile(path.join(dir, 'page', 'index.html'), '<!doctype html>')
  await using host = await startHost({ dir: path.join(dir, 'profile'), network: OFFLINE })
  const { url } = await host.services.openWindow({ staticDir: path.join(dir, 'page') })
  return Number(new URL(url).port)
}

test('a window of an earlier run is told that it is over, and its address is given to no other', async () => {
  await using dir = await tempDir()
  const port = await runOnce(dir.path)
  await using host = await startHost({ dir: path.join(dir.path, 'profile'), network: OFFLINE })
  // Opened when the node answers at the old ones.
  const { url } = await host.services.openWindow({ staticDir: path.join(dir.path, 'page') })
  expect(Number(new URL(url).port)).not.toBe(port)

  const own = `http://127.0.0.1:${port}`
  const socket = new WebSocket(`ws://127.0.0.1:${port}/trpc?connectionParams=1`, { origin: own })
  expect(await new Promise((resolve) => socket.once('close', resolve))).toBe(TOKEN_REFUSED_CLOSE)
  const page = await rawRequest({ host: '127.0.0.1', port, path: '/' })
  expect(page).toMatchObject({ status: 410 })
  expect(page.body).toContain('comice-desktop')
})

test('at an old address a code buys nothing, and others learn nothing', async () => {
  await using dir = await tempDir()
  const port = await runOnce(dir.path)
  await using host = await startHost({ dir: path.join(dir.path, 'profile'), network: OFFLINE })
  const { url } = await host.services.openWindow({ staticDir: path.join(dir.path, 'page') })
  const code = new URLSearchParams(new URL(url).hash.slice(1)).get('code') ?? ''
  const own = { host: '127.0.0.1', port }
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  }
  const origin = `http://127.0.0.1:${port}`
  expect(
    await rawRequest({ ...own, path: '/session', method: 'POST', headers: { origin } }, code),
  ).toMatchObject({
    status: 405,
    body: '',
  })
  expect(await rawRequest({ ...own, path: '/', headers: { host: 'evil.example' } })).toMatchObject({
    status: 421,
    body: '',
  })
  for (const headers of [upgrade, { ...upgrade, origin: 'https://evil.example' }]) {
    expect(await rawRequest({ ...own, path: '/trpc', headers })).toMatchObject({ status: 403 })
  }
})

test('a port that another program has is left to it, and the file may hold anything', async () => {
  await using dir = await tempDir()
  const file = path.join(dir.path, 'run', 'windows.json')
  await mkdir(path.dirname(file))
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  await using _ = {
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void taken.close(() => resolve())),
  }
  const { port } = taken.address() as { port: number }
  for (const text of [JSON.stringify([port, 22, 0, 65_536, 1.5, '4000', null]), '{"length":9}', '[', '']) {
    await writeFile(file, text)
    await using former = await formerOf(dir.path)
    expect(former.ports).toEqual([])
  }
})

test('the newest few are noted', async () => {
  await using dir = await tempDir()
  await using former = await formerOf(dir.path)
  for (const port of [2001, 2002, 2003, 2002, 2004, 2005]) await former.remember(port)
  expect(JSON.parse(await readFile(path.join(dir.path, 'run', 'windows.json'), 'utf8'))).toEqual([
    2005, 2004, 2002, 2003,
  ])
})

async function formerOf(dir: string) {
  const former = await openFormerWindows(dir)
  return { ...former, [Symbol.asyncDispose]: () => former.close() }
}
