/** Finds the node that runs for a profile. */
import { connect } from 'node:net'
import { API_VERSION, PING_TIMEOUT_MS } from '../constants.ts'
import { HostErrors } from '../errors.ts'
import { ALIVE_PATH, type ApiAddress, readApiAddress } from './api-address.ts'

/** How the answer of a node begins, and that of a node to whom the token is wrong, which is another profile's. */
const ANY_ANSWER = 'HTTP/1.1 '
const REFUSAL = 'HTTP/1.1 401'

/** The running node's address, or null. @throws NODE_OTHER_VERSION */
export async function findNode(dir: string): Promise<ApiAddress | null> {
  const address = readApiAddress(dir)
  if (address === null || !(await isAlive(address))) return null
  if (address.api !== API_VERSION) {
    throw HostErrors.NODE_OTHER_VERSION({ found: address.api, expected: API_VERSION })
  }
  return address
}

/**
 * Asks the node whether it is there, to tell a live one from a stale file. Over a bare socket, because loading Node's
 * HTTP client costs a command 10 ms.
 */
function isAlive({ socketPath, token }: ApiAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    let answer = ''
    const settle = (isThere: boolean) => {
      resolve(isThere)
      socket.destroy()
    }
    socket.setTimeout(PING_TIMEOUT_MS, () => settle(false))
    socket.once('error', () => settle(false))
    socket.once('close', () => settle(false))
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1')
      if (answer.length < REFUSAL.length) return
      // Whatever else a node of another version thinks of the path, it is there.
      settle(answer.startsWith(ANY_ANSWER) && !answer.startsWith(REFUSAL))
    })
    socket.write(`GET ${ALIVE_PATH} HTTP/1.0\r\nAuthorization: Bearer ${token}\r\n\r\n`)
  })
}
