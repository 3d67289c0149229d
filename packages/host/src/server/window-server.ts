/**
 * The API and a page for browsers, on loopback. Any web page can send requests to loopback, so each request is
 * checked: `Host` must be ours (DNS rebinding), `Origin` must be the page's own, and calls need the tab's token.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { WindowTickets } from '@comice/platform/tickets'
import { errorToWire, isComiceError } from '@comice/protocol'
import { MAX_SESSION_BODY_BYTES } from '../constants.ts'
import { HostErrors } from '../errors.ts'
import { nodeHttp } from '../launch/node-http.ts'
import type { OpenedAtOnce, Services, WindowAddress, WindowSource } from '../services/services.ts'
import { API_PATH, serveApi } from './api-server.ts'
import { loadStaticFiles, type StaticFiles } from './static-files.ts'
import { EXPORTS_PATH, serveWindowExports } from './window-exports.ts'
import { FILES_PATH, serveWindowFiles } from './window-files.ts'
import { IMPORTS_PATH, serveWindowImports } from './window-imports.ts'
import { serveRoomFiles } from './room-contents.ts'
import { ROOM_FILES_PATH } from './room-files-path.ts'
import { SENDS_PATH, serveWindowSends } from './window-sends.ts'

/** Where a page exchanges its code for a token. */
const SESSION_PATH = '/session'

export interface WindowServer {
  readonly port: number
  /** A new address with a fresh code. */
  open(first?: OpenedAtOnce): Promise<WindowAddress>
  close(): Promise<void>
}

export async function startWindowServer(services: Services, source: WindowSource): Promise<WindowServer> {
  const tickets = new WindowTickets()
  const files = 'staticDir' in source ? await loadStaticFiles(source.staticDir) : null
  const server = nodeHttp.createServer((request, response) => {
    // Any web page may have caused it: it costs the page its answer, not us the process.
    handle(request, response).catch(() => response.destroy())
  })
  // A large file takes its time; who brings nothing is turned away, see UPLOAD_SILENCE_MS.
  server.requestTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const own = `http://127.0.0.1:${port}`
  const origin = 'origin' in source ? new URL(source.origin).origin : own

  const isOurs = (request: IncomingMessage) => request.headers.host === `127.0.0.1:${port}`
  const isFromPage = (request: IncomingMessage) => isOurs(request) && request.headers.origin === origin
  const api = serveApi(server, services, {
    caller: 'window',
    admit: isFromPage,
    isTokenValid: (token) => tickets.isValid(token),
  })
  const fromPage = {
    origin,
    isElsewhere: origin !== own,
    isTokenValid: (token: unknown) => tickets.isValid(token),
  }
  const contentsAt = contentsFor(services, fromPage)

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('cache-control', 'no-store')
    if (!isOurs(request)) return void response.writeHead(421).end()
    // Not `new URL`, which throws on a path such as `//`.
    const [pathname = '/'] = (request.url ?? '/').split('?')
    if (pathname === SESSION_PATH)
      return exchange({ request, response, tickets, isFromPage: isFromPage(request), origin })
    const contents = contentsAt(pathname)
    if (contents !== null) return contents(request, response, pathname)
    if (pathname.startsWith(API_PATH)) return void response.writeHead(404).end()
    if (files === null) return void response.writeHead(404).end()
    servePage(files, { request, response, pathname, port })
  }

  return {
    port,
    open: async ({ room, app } = {}) => {
      const { code, expiresAt } = tickets.createCode()
      const fragment = new URLSearchParams({ code, api: own })
      if (room !== undefined) fragment.set('room', room)
      if (app !== undefined) fragment.set('app', app)
      const url = `${origin}/#${fragment.toString()}`
      return { url, launchFile: await writeLaunchFile(services.profile.dir, url), expiresAt }
    },
    close: async () => {
      api.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Handler = (request: IncomingMessage, response: ServerResponse, pathname: string) => Promise<void>

/** What a page gets and brings besides calls, by path. */
function contentsFor(
  services: Services,
  fromPage: Parameters<typeof serveWindowFiles>[1],
): (pathname: string) => Handler | null {
  const [files, rooms] = [serveWindowFiles(services, fromPage), serveRoomFiles(services, fromPage)]
  const [sends, exports] = [serveWindowSends(services, fromPage), serveWindowExports(services, fromPage)]
  const imports = serveWindowImports(services, fromPage)
  return (pathname) => {
    if (pathname.startsWith(FILES_PATH)) return files
    if (pathname.startsWith(ROOM_FILES_PATH)) return rooms
    if (pathname === SENDS_PATH) return sends
    if (pathname === IMPORTS_PATH) return imports
    return pathname.startsWith(EXPORTS_PATH) ? exports : null
  }
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly tickets: WindowTickets
  readonly isFromPage: boolean
  readonly origin: string
}

async function exchange({ request, response, tickets, isFromPage, origin }: Exchange): Promise<void> {
  if (request.headers.origin !== undefined && isFromPage) allowOrigin(response, origin)
  if (request.method === 'OPTIONS' && isFromPage) return void response.writeHead(204).end()
  if (request.method !== 'POST' || !isFromPage) return void response.writeHead(403).end()
  try {
    const token = tickets.exchange(await readBody(request))
    if (token === null) throw HostErrors.CODE_REFUSED({})
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token }))
  } catch (error) {
    const refusal = isComiceError(error) ? error : HostErrors.CODE_REFUSED({})
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify(errorToWire(refusal)))
  }
}

function allowOrigin(response: ServerResponse, origin: string): void {
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-allow-methods', 'POST')
  response.setHeader('access-control-allow-headers', 'content-type')
  response.setHeader('vary', 'origin')
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) {
    body += String(chunk)
    if (body.length > MAX_SESSION_BODY_BYTES) throw HostErrors.CODE_REFUSED({})
  }
  return body
}

interface PageRequest {
  request: IncomingMessage
  response: ServerResponse
  pathname: string
  port: number
}

function servePage(files: StaticFiles, { request, response, pathname, port }: PageRequest): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end()
  const file = files.get(pathname === '/' ? '/index.html' : pathname)
  if (file === undefined) return void response.writeHead(404).end()
  const nonce = randomBytes(16).toString('base64')
  const body = file.type.startsWith('text/html')
    ? file.body.toString().replaceAll('%CSP_NONCE%', nonce)
    : file.body
  response.writeHead(200, {
    'content-type': file.type,
    'content-security-policy': contentSecurityPolicy(port, nonce),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function contentSecurityPolicy(port: number, nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "media-src 'self'",
    // PDFs of drives, whose documents are sandboxed by their own policy.
    "frame-src 'self'",
    "font-src 'self'",
    `connect-src 'self' ws://127.0.0.1:${port}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
}

/** A page that sends the browser on: the code stands in a file of mode 0600 instead of the browser's argv. */
async function writeLaunchFile(profileDir: string, url: string): Promise<string> {
  const file = path.join(profileDir, 'run', 'open-window.html')
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const html = `<!doctype html><meta charset="utf-8"><title>Comice</title><meta http-equiv="refresh" content="0;url=${url.replaceAll('&', '&amp;')}">`
  await writeFile(file, html, { mode: 0o600 })
  return file
}
