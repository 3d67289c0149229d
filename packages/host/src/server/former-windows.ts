/**
 * What windows of earlier runs meet: a node that says at once that they are over. Their address is kept busy and used
 * for nothing else. A new window never gets the address of an old one, because while no node ran somebody else on
 * this machine may have had it, and may have left a service worker in the browser that would see the new one's code.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import path from 'node:path'
import { WebSocketServer } from 'ws'
import { MAX_FORMER_WINDOWS, TOKEN_REFUSED_CLOSE } from '../constants.ts'
import { nodeHttp } from '../launch/node-http.ts'
import { API_PATH } from './api-server.ts'

/** Ports of the windows that were served last, the newest first, as a JSON array. */
const PORTS_FILE = path.join('run', 'windows.json')

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Comice</title>
<h1>This window is no longer connected</h1>
<p>Comice was started anew since it was opened. Your rooms and messages are safe in your profile.</p>
<p>Close this window and open it again: <code>comice-desktop</code></p>
</html>
`

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

export interface FormerWindows {
  /** The ports that are answered. One that another program has by now is not among them. */
  readonly ports: readonly number[]
  /** Notes that this run serves a window on that port, for the next one. */
  remember(port: number): Promise<void>
  close(): Promise<void>
}

/** Answers on the ports that earlier runs of this profile's node have noted. Never rejects. */
export async function openFormerWindows(profileDir: string): Promise<FormerWindows> {
  const file = path.join(profileDir, PORTS_FILE)
  let noted = await readPorts(file)
  const opened = await Promise.all(noted.map(answerOn))
  const servers = opened.filter((server) => server !== null)
  return {
    ports: servers.map(({ port }) => port),
    remember: async (port) => {
      noted = [port, ...noted.filter((one) => one !== port)].slice(0, MAX_FORMER_WINDOWS)
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
      await writeFile(file, JSON.stringify(noted), { mode: 0o600 })
    },
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  }
}

/** None when there is no file, or when it is not whole: then old windows learn it a little later. */
async function readPorts(file: string): Promise<readonly number[]> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'))
    return Array.isArray(parsed) ? parsed.filter(isPort).slice(0, MAX_FORMER_WINDOWS) : []
  } catch {
    return []
  }
}

/** Those below 1024 are never given to a window. */
function isPort(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1024 && Number(value) <= 65_535
}

interface Answering {
  readonly port: number
  close(): Promise<void>
}

/** Null when the port cannot be had. */
async function answerOn(port: number): Promise<Answering | null> {
  const own = `127.0.0.1:${port}`
  const server = nodeHttp.createServer((request, response) => answer(request, response, own))
  const sockets = refuseSockets(server, own)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
  } catch {
    return null
  }
  return {
    port,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(request: IncomingMessage, response: ServerResponse, own: string): void {
  if (request.headers.host !== own) return void response.writeHead(421).end()
  if (request.method !== 'GET') return void response.writeHead(405).end()
  response.writeHead(410, HEADERS).end(PAGE)
}

/** The page's own WebSocket is opened and ends with the code of a refused token: of a refused upgrade it is told nothing. */
function refuseSockets(server: Server, own: string): WebSocketServer {
  // It reads nothing of what comes: the token is of no run that there is.
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1 })
  server.on('upgrade', (request, socket, head) => {
    const { host, origin } = request.headers
    if (host !== own || origin !== `http://${own}` || !request.url?.startsWith(API_PATH)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate())
      webSocket.close(TOKEN_REFUSED_CLOSE, 'TOKEN_REFUSED')
    })
  })
  return sockets
}
