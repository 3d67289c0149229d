/**
 * The API for local programs, on a unix socket or a named pipe. The socket lies in a folder that only its owner may
 * enter; because a named pipe has no such folder, callers also show a token that stands in a file only the owner
 * may read.
 */
import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { isSameSecret } from '@comice/platform/tickets'
import { API_VERSION, MAX_SOCKET_PATH_BYTES } from '../constants.ts'
import type { Services } from '../services/services.ts'
import { ALIVE_PATH, API_FILE, type ApiAddress } from '../launch/api-address.ts'
import { nodeHttp } from '../launch/node-http.ts'
import { API_PATH, serveApi } from './api-server.ts'
import { BROKER_PATH, serveBroker } from './broker-endpoint.ts'
import { serveWork, WORK_PATH } from './work-endpoint.ts'

export interface LocalServer {
  readonly address: ApiAddress
  close(): Promise<void>
}

/** Listens, then writes the address file that {@link readApiAddress} reads. */
export async function startLocalServer(services: Services): Promise<LocalServer> {
  const { dir } = services.profile
  const socketPath = await prepareSocketPath(dir)
  const token = randomBytes(32).toString('base64url')
  const isOwner = (request: IncomingMessage) =>
    isSameSecret(request.headers.authorization ?? '', `Bearer ${token}`)

  const server = nodeHttp.createServer((request, response) => {
    if (!isOwner(request)) return void response.writeHead(401).end()
    if (request.url === ALIVE_PATH) {
      services.duties.attach()[Symbol.dispose]()
      return void response.writeHead(204).end()
    }
    if (!request.url?.startsWith(API_PATH)) return void response.writeHead(404).end()
    api.handle(request, response)
  })
  const works = serveWork(services)
  const upgrades = new Map([
    [BROKER_PATH, serveBroker(services.apps, services.peer.logger)],
    [WORK_PATH, works.upgrade],
  ])
  const api = serveApi(server, services, { caller: 'local', admit: isOwner, upgrades })

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, resolve)
  })
  const address: ApiAddress = { socketPath, token, pid: process.pid, api: API_VERSION }
  const file = path.join(dir, API_FILE)
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, JSON.stringify(address), { mode: 0o600 })

  return {
    address,
    close: async () => {
      await rm(file, { force: true })
      api.close()
      works.close()
      server.closeAllConnections()
      // Not awaited: connections that are apps' pipes end with their runs, which are closed after this.
      server.close()
    },
  }
}

async function prepareSocketPath(profileDir: string): Promise<string> {
  const hash = createHash('sha256').update(profileDir).digest('hex').slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\comice-${hash}`

  const inProfile = path.join(profileDir, 'run', 'api.sock')
  const isShort = Buffer.byteLength(inProfile) <= MAX_SOCKET_PATH_BYTES
  const socketPath = isShort ? inProfile : path.join(tmpdir(), `comice-${userInfo().uid}`, `${hash}.sock`)
  await mkdir(path.dirname(socketPath), { recursive: true, mode: 0o700 })
  await chmod(path.dirname(socketPath), 0o700)
  // The profile's lock is held, so a socket that exists belongs to a node that is gone.
  await rm(socketPath, { force: true })
  return socketPath
}
