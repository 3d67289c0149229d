/** Answers an app's page: its files, its code, its socket. {@link startAppWindow} gives it an address. */
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ComiceError, errorToWire, isComiceError, ProtocolErrors } from '@comice/protocol'
import { MAX_PAGE_MESSAGE_BYTES, PAGE_CLOSE, type PageBackend } from '@comice/runtime/page'
import { WebSocketServer } from 'ws'
import { MAX_WINDOW_CODE_BYTES, MAX_WINDOW_PAGES, PAGE_BACK_MS, PAGE_TOLD_MS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { AwayPages } from './away-pages.ts'
import type { LoopbackHandlers } from './loopback-listener.ts'
import { nodeHttp } from './node-http.ts'
import { openPageFile, type PageFile } from './page-file.ts'
import { pathSegments } from './page-path.ts'
import { relayPage } from './page-relay.ts'
import { PageSources } from './page-sources.ts'
import { NODE_PATH, runtimeModuleFile } from './runtime-modules.ts'
import { serveFile } from './serve-file.ts'
import { refusedCaller, refusedHost, refusedReader, statusOf } from './window-requests.ts'
import type { WindowTickets } from './window-tickets.ts'

const SESSION_PATH = `${NODE_PATH}session`
const BRIDGE_PATH = `${NODE_PATH}bridge`

/** The files of one version of an app. */
export interface PageRoot {
  /** Real path of the checkout. */
  readonly dir: string
  /** Names of the page that `/` shows. */
  readonly page: readonly string[]
  readonly version: string
}

export interface WindowServerOptions {
  readonly tickets: WindowTickets
  readonly backend: PageBackend
  /** `<label>.localhost:<port>`, once it is known. */
  readonly host: () => string
  readonly headers: () => Readonly<Record<string, string>>
  /** A page has connected, or is gone. */
  readonly onpages?: (() => void) | undefined
}

export class WindowServer implements LoopbackHandlers {
  readonly #options: WindowServerOptions
  readonly #sources = new PageSources()
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAGE_MESSAGE_BYTES })
  readonly #away = new AwayPages()
  #isOver = false
  #root: PageRoot

  constructor(root: PageRoot, options: WindowServerOptions) {
    this.#root = root
    this.#options = options
  }

  /** Pages that are connected. */
  get pages(): number {
    return this.#sockets.clients.size
  }

  /** From now on these files. Pages that are connected come back by themselves and see the new version. */
  show(root: PageRoot): void {
    this.#root = root
    for (const socket of this.#sockets.clients) {
      if (socket.readyState === socket.OPEN) this.#away.left()
      socket.close(1012)
    }
  }

  /**
   * Tells all pages that the app has ended, those too that come back from now on; resolves when they know, or do not
   * answer. Nobody else would: a page whose node is silent waits for it.
   */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#tellEnd()
    await this.#away.allBack(PAGE_BACK_MS)
    await this.#tellEnd()
  }

  async #tellEnd(): Promise<void> {
    const told = [...this.#sockets.clients].map((socket) => {
      const closed = once(socket, 'close', { signal: AbortSignal.timeout(PAGE_TOLD_MS) })
      socket.resume()
      socket.close(PAGE_CLOSE.ended)
      return closed
    })
    await Promise.allSettled(told)
  }

  request(request: IncomingMessage, response: ServerResponse): void {
    this.#handle(request, response).catch((error: unknown) => {
      const named = isComiceError(error) ? error : ProtocolErrors.INTERNAL({})
      if (response.headersSent) response.destroy()
      else refuse(response, named)
    })
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.#refusedSocket(request)
    if (refusal !== null) return refuseSocket(socket, refusal)
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#options.onpages?.()
      webSocket.once('close', () => this.#options.onpages?.())
      this.#away.back()
      if (this.#isOver) return webSocket.close(PAGE_CLOSE.ended)
      void relayPage(webSocket, {
        onaway: () => this.#away.left(),
        isTokenValid: (token) => this.#options.tickets.isValid(token),
        backend: this.#options.backend,
        version: this.#root.version,
      })
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#sockets.close()
    await this.#sources[Symbol.asyncDispose]()
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(this.#options.headers())) response.setHeader(name, value)
    const refusal = refusedHost(request, this.#options.host()) ?? refusedReader(request)
    if (refusal !== null) throw refusal
    if (request.url === SESSION_PATH) return this.#exchange(request, response)
    if (request.method !== 'GET' && request.method !== 'HEAD') throw PlatformErrors.WINDOW_METHOD_REFUSED({})
    await using file = await this.#open(request.url ?? '')
    // Every browser asks for it, and complains in the page's console when there is none.
    if (file === null && request.url === '/favicon.ico') return void response.writeHead(204).end()
    if (file === null) throw PlatformErrors.WINDOW_FILE_MISSING({})
    await serveFile({ request, response, file }, this.#sources)
  }

  async #open(target: string): Promise<PageFile | null> {
    if (target.startsWith(NODE_PATH)) {
      const names = pathSegments(`/${target.slice(NODE_PATH.length)}`)
      const module = names === null ? null : runtimeModuleFile(names)
      return module === null ? null : openPageFile(module.root, module.segments)
    }
    const { dir, page } = this.#root
    if (/^\/(?:[?#]|$)/.test(target)) return openPageFile(dir, page)
    // A folder shows its index, as everywhere.
    const names = pathSegments(target.replace(/\/(?=[?#]|$)/, '/index.html'))
    return names === null ? null : openPageFile(dir, names)
  }

  async #exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') throw PlatformErrors.WINDOW_METHOD_REFUSED({})
    const refusal = refusedCaller(request, this.#origin)
    if (refusal !== null) throw refusal
    const token = this.#options.tickets.exchange(await readCode(request))
    if (token === null) throw PlatformErrors.WINDOW_CODE_REFUSED({})
    json(response, 200, { token })
  }

  get #origin(): string {
    return `http://${this.#options.host()}`
  }

  #refusedSocket(request: IncomingMessage): ComiceError | null {
    if (this.pages >= MAX_WINDOW_PAGES) return PlatformErrors.WINDOW_BUSY({ limit: MAX_WINDOW_PAGES })
    const refusal = refusedHost(request, this.#options.host()) ?? refusedCaller(request, this.#origin)
    if (refusal !== null) return refusal
    return request.url === BRIDGE_PATH ? null : PlatformErrors.WINDOW_FILE_MISSING({})
  }
}

async function readCode(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) {
    body += String(chunk)
    if (body.length > MAX_WINDOW_CODE_BYTES) throw PlatformErrors.WINDOW_CODE_REFUSED({})
  }
  return body
}

function refuse(response: ServerResponse, error: ComiceError): void {
  response.removeHeader('etag')
  // The rest of what was sent is not read.
  if (statusOf(error) !== 404) response.setHeader('connection', 'close')
  json(response, statusOf(error), errorToWire(error))
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(value))
}

function refuseSocket(socket: Duplex, error: ComiceError): void {
  const status = statusOf(error)
  const body = JSON.stringify(errorToWire(error))
  const lines = [
    `HTTP/1.1 ${status} ${nodeHttp.STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  socket.on('error', () => undefined)
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
