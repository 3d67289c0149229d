/// <reference lib="dom" />
/** A real Chromium, started as faces start it, and driven over its debugging port. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tempDir, type TempDir, waitFor } from '@comice/testkit'
import { chromium, type Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { showWindow } from '../../src/browser/browser-window.ts'

/** A page, and who asked for what. */
async function serve() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host} ${request.url}`)
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>served</title>')
  })
  server.on('upgrade', (request, socket) => {
    asked.push(`${request.headers.host} ${request.url}`)
    socket.destroy()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { asked, port, [Symbol.asyncDispose]: close }
}

/** Chromium itself, told not to look for the display that this machine may not have, and to let a test in. */
async function headlessBrowser(dir: TempDir): Promise<string> {
  const real = process.env['COMICE_BROWSER'] ?? '/usr/bin/chromium'
  const file = dir.join('headless-chromium')
  const flags = '--headless=new --disable-gpu --remote-debugging-port=0'
  await writeFile(file, `#!/bin/sh\nexec ${real} ${flags} "$@"\n`)
  await chmod(file, 0o755)
  return file
}

async function openWindow(dir: TempDir, url: string, onlyHosts?: readonly string[]) {
  const launchFile = dir.join('open.html')
  await writeFile(launchFile, `<!doctype html><meta http-equiv="refresh" content="0;url=${url}">`)
  const ending = new AbortController()
  const dataDir = dir.join('data')
  const browser = await headlessBrowser(dir)
  const end = showWindow({ browser, launchFile, dataDir, onlyHosts, signal: ending.signal })
  const debugPort = await waitFor(
    async () => (await readFile(`${dataDir}/DevToolsActivePort`, 'utf8').catch(() => '')).split('\n')[0],
    { timeoutMs: 40_000 },
  )
  const driver = await chromium.connectOverCDP(`http://127.0.0.1:${debugPort}`)
  const page = await waitFor(() =>
    driver
      .contexts()[0]
      ?.pages()
      .find((each) => each.url() === url),
  )
  const close = async () => {
    ending.abort()
    expect(await end).toBe('aborted')
  }
  return { page, [Symbol.asyncDispose]: close }
}

function tryEverything(page: Page, { port, stun }: { port: number; stun: number }) {
  return page.evaluate(
    async (to) => {
      const said = (work: Promise<unknown>) =>
        work.then(
          () => 'reached',
          () => 'refused',
        )
      const fetched = (host: string) => said(fetch(`http://${host}:${to.port}/fetch`, { mode: 'no-cors' }))
      const socket = new Promise((resolve) => {
        const opening = new WebSocket(`ws://127.0.0.1:${to.port}/socket`)
        opening.onerror = () => resolve('refused')
        opening.onopen = () => resolve('reached')
      })
      const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${to.stun}` }] })
      const gathered = new Promise((resolve) => {
        peer.addEventListener('icegatheringstatechange', () => {
          if (peer.iceGatheringState === 'complete') resolve(null)
        })
      })
      peer.createDataChannel('out')
      await peer.setLocalDescription(await peer.createOffer())
      await gathered
      return {
        candidates: (peer.localDescription?.sdp.match(/a=candidate/g) ?? []).length,
        own: await said(fetch('/own')),
        address: await fetched('127.0.0.1'),
        name: await fetched('localhost'),
        other: await fetched('other.localhost'),
        socket: await socket,
      }
    },
    { port, stun },
  )
}

test('a window that may reach one host reaches no other: not by name, number, socket, WebRTC or navigation', async () => {
  await using dir = await tempDir('window')
  await using own = await serve()
  await using other = await serve()
  const udp = createSocket('udp4')
  await using _udp = { [Symbol.asyncDispose]: async () => void udp.close() }
  let datagrams = 0
  udp.on('message', () => (datagrams += 1))
  await once(udp.bind(0, '127.0.0.1'), 'listening')

  await using window = await openWindow(dir, `http://app.localhost:${own.port}/`, ['app.localhost'])
  expect(await tryEverything(window.page, { port: other.port, stun: udp.address().port })).toEqual({
    candidates: 0,
    own: 'reached',
    address: 'refused',
    name: 'refused',
    other: 'refused',
    socket: 'refused',
  })
  await window.page.evaluate((port) => location.assign(`http://127.0.0.1:${port}/navigated`), other.port)
  await waitFor(() => window.page.url().startsWith('chrome-error:'))
  expect(other.asked).toEqual([])
  expect(datagrams).toBe(0)
})

test('a window without such a list reaches what its page asks for', async () => {
  await using dir = await tempDir('window')
  await using own = await serve()
  await using other = await serve()
  await using window = await openWindow(dir, `http://app.localhost:${own.port}/`)
  await window.page.evaluate((port) => location.assign(`http://127.0.0.1:${port}/navigated`), other.port)
  await waitFor(() => other.asked.includes(`127.0.0.1:${other.port} /navigated`))
})

test('the window keeps its data where it is told, and nothing else', async () => {
  await using dir = await tempDir('window')
  await using own = await serve()
  await using _window = await openWindow(dir, `http://app.localhost:${own.port}/`)
  expect((await readdir(dir.path)).sort()).toEqual(['data', 'headless-chromium', 'open.html'])
})

test('a host that would be a rule of its own is refused before a browser starts', async () => {
  const signal = new AbortController().signal
  for (const host of ['a.example, EXCLUDE *', '*', 'a.example:80', 'https://a.example', ''])
    await expect(
      showWindow({ browser: '/nonexistent', launchFile: '/x', dataDir: '/x', onlyHosts: [host], signal }),
      host,
    ).rejects.toMatchObject({ code: 'BROWSER_HOST_INVALID' })
})

test('a browser that cannot be started is named', async () => {
  const signal = new AbortController().signal
  await expect(
    showWindow({ browser: '/nonexistent/browser', launchFile: '/x', dataDir: '/x', signal }),
  ).rejects.toMatchObject({ code: 'BROWSER_FAILED' })
})
