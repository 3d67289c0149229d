/**
 * A drive over HTTP, on loopback. Any web page can send requests to loopback, and any user of the machine can connect:
 * so the address has a token in its path, `Host` must be ours (DNS rebinding), and what another page asks for is refused.
 * What is in a drive is its author's: pages run no scripts, and nothing is taken for another type than its name says.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DrivePlace, Drives } from '@comice/drives'
import { isSameSecret } from '@comice/platform/tickets'
import { isComiceError } from '@comice/protocol'
import { nodeHttp } from '../launch/node-http.ts'
import { HostErrors } from '../errors.ts'
import { sendEntry } from './drive-response.ts'

export interface DriveServer {
  /** With the token. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** Serves what is at `place`, at the newest version or the one that it names. @throws PORT_TAKEN */
export async function startDriveServer(
  drives: Drives,
  place: DrivePlace,
  port: number,
): Promise<DriveServer> {
  const token = randomBytes(16).toString('base64url')
  const server = nodeHttp.createServer((request, response) => {
    // Any web page may have caused it: it costs the page its answer, not us the process.
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(HostErrors.PORT_TAKEN({ port }, { cause })))
    server.listen(port, '127.0.0.1', resolve)
  })
  const own = (server.address() as AddressInfo).port
  const host = `127.0.0.1:${own}`

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.host !== host) return void response.writeHead(421).end()
    if (!isOwn(request, host)) return void response.writeHead(403).end()
    const path = pathBehind(token, request.url ?? '')
    if (path === null) return void response.writeHead(404).end()
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return void response.writeHead(405, { allow: 'GET, HEAD' }).end()
    try {
      await sendEntry(
        { drives, place: { ...place, path: place.path + trimmed(path) }, path },
        request,
        response,
      )
    } catch (error) {
      if (response.headersSent) return void response.destroy()
      response.writeHead(statusOf(error), { 'content-type': 'text/plain; charset=utf-8' })
      response.end(isComiceError(error) ? `${error.message}\n` : undefined)
    }
  }

  return {
    url: `http://${host}/${token}/`,
    port: own,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A person who opens the address, or a page of this server. */
function isOwn({ headers }: IncomingMessage, host: string): boolean {
  const site = headers['sec-fetch-site']
  const isFromElsewhere = site === 'cross-site' || site === 'same-site'
  return !isFromElsewhere && (headers.origin === undefined || headers.origin === `http://${host}`)
}

/** The decoded path behind the token, with its slash; null when it is another token, or no path. */
function pathBehind(token: string, url: string): string | null {
  const [pathname = ''] = url.split('?')
  const [, given = '', ...names] = pathname.split('/')
  if (!isSameSecret(given, token)) return null
  try {
    return `/${names.map(decodeURIComponent).join('/')}`
  } catch {
    return null
  }
}

function trimmed(path: string): string {
  return path.replace(/\/+$/u, '')
}

const STATUS: Readonly<Record<string, number>> = {
  DRIVE_ENTRY_NOT_FOUND: 404,
  DRIVE_ENTRY_KIND: 404,
  DRIVE_PATH_INVALID: 404,
  DRIVE_UNREACHABLE: 504,
  DRIVE_LOCKED: 403,
}

function statusOf(error: unknown): number {
  return (isComiceError(error) ? STATUS[error.code] : undefined) ?? 500
}
