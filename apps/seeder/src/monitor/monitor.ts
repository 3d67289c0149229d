/** HTTP on loopback for monitoring: `/metrics` (Prometheus) and `/healthz`. It changes nothing and tells no keys. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Registry } from 'prom-client'
import { MONITOR_REQUEST_TIMEOUT_MS } from '../constants.ts'
import { SeederErrors } from '../errors.ts'

export interface MonitorOptions {
  /** 0 for any free one. */
  port: number
  metrics: Registry
  /** Null, or why the seeder cannot do its work. */
  trouble: () => string | null
}

export interface Monitor {
  readonly url: string
  close(): Promise<void>
}

/** @throws MONITOR_PORT_TAKEN */
export async function startMonitor(options: MonitorOptions): Promise<Monitor> {
  const server = createServer((request, response) => {
    answer(request, options).then(
      (found) => send(response, found),
      () => send(response, { status: 500, type: 'text/plain', body: 'internal error\n' }),
    )
  })
  server.requestTimeout = MONITOR_REQUEST_TIMEOUT_MS
  server.headersTimeout = MONITOR_REQUEST_TIMEOUT_MS
  const port = await listen(server, options.port)
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) }
}

interface Answer {
  status: number
  type: string
  body: string
}

async function answer({ method, url, headers }: IncomingMessage, options: MonitorOptions): Promise<Answer> {
  const text = (status: number, body: string): Answer => ({ status, type: 'text/plain', body: `${body}\n` })
  // A web page that had its name point to 127.0.0.1 would send its own name.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? '')) return text(403, 'only for this machine')
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'only GET')
  const { pathname } = new URL(url ?? '/', 'http://localhost')
  if (pathname === '/metrics') {
    return { status: 200, type: options.metrics.contentType, body: await options.metrics.metrics() }
  }
  if (pathname !== '/healthz') return text(404, 'there are /metrics and /healthz')
  const trouble = options.trouble()
  return trouble === null ? text(200, 'ok') : text(503, trouble)
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? SeederErrors.MONITOR_PORT_TAKEN({ port }) : error)
    })
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
