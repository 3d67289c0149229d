/** A connection to the node that is no longer HTTP after its answer. */
import { connect, type Socket } from 'node:net'
import { MAX_ANSWER_BYTES, UPGRADE_TIMEOUT_MS } from '../constants.ts'
import { ClientErrors } from '../errors.ts'
import type { NodeAddress } from './node-address.ts'

export interface UpgradeRequest {
  readonly path: string
  readonly protocol: string
  readonly headers: Readonly<Record<string, string>>
}

/** The socket, paused, right behind the node's answer. @throws NODE_UNREACHABLE */
export function upgradeSocket({ socketPath, token }: NodeAddress, request: UpgradeRequest): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath)
    const refuse = () => {
      socket.destroy()
      reject(ClientErrors.NODE_UNREACHABLE({}))
    }
    socket.setTimeout(UPGRADE_TIMEOUT_MS, refuse)
    socket.once('error', refuse)
    socket.once('close', refuse)
    socket.write(headOf(token, request))
    let answer = ''
    const read = () => {
      // Byte by byte: what comes after the head is somebody else's.
      for (let byte = take(socket); byte !== null; byte = take(socket)) {
        answer += byte
        if (answer.endsWith('\r\n\r\n')) return finish()
        if (answer.length > MAX_ANSWER_BYTES) return refuse()
      }
    }
    const finish = () => {
      if (!answer.startsWith('HTTP/1.1 101 ')) return refuse()
      socket.setTimeout(0)
      socket.off('readable', read).off('error', refuse).off('close', refuse).off('timeout', refuse)
      resolve(socket)
    }
    socket.on('readable', read)
  })
}

function take(socket: Socket): string | null {
  const byte = socket.read(1) as Buffer | null
  return byte === null ? null : byte.toString('latin1')
}

function headOf(token: string, { path, protocol, headers }: UpgradeRequest): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    'Host: node',
    'Connection: Upgrade',
    `Upgrade: ${protocol}`,
    `Authorization: Bearer ${token}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}
