/**
 * One request over the node's socket. Not Node's own HTTP client, because loading and using it takes 10 ms on
 * Node 26, half of what starting Node takes. In HTTP/1.0 an answer ends with its connection, so there is nothing to
 * parse but its status line and where its body begins.
 */
import { connect } from 'node:net'
import { ClientErrors } from '../errors.ts'
import type { NodeAddress } from './node-address.ts'

export interface NodeRequest {
  readonly method: 'GET' | 'POST'
  /** With its query. */
  readonly path: string
  /** JSON. */
  readonly body?: string | undefined
  /** Ends the connection, and with it the call. */
  readonly signal?: AbortSignal | undefined
}

/** The body of the node's answer, whatever its status. @throws NODE_UNREACHABLE, or the signal's reason */
export async function requestNode({ socketPath, token }: NodeAddress, request: NodeRequest): Promise<string> {
  const { body = '', signal } = request
  try {
    const answer = await exchange(socketPath, headOf(token, request) + body, signal)
    const at = answer.indexOf('\r\n\r\n')
    if (at === -1) throw new Error('the answer ended within its head')
    return answer.toString('utf8', at + 4)
  } catch (error) {
    signal?.throwIfAborted()
    throw ClientErrors.NODE_UNREACHABLE({}, { cause: error })
  }
}

function headOf(token: string, { method, path, body = '' }: NodeRequest): string {
  const lines = [
    `${method} ${path} HTTP/1.0`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** Sends, and gathers what comes until the node ends the connection. Rejects when `signal` aborts, without a reason. */
function exchange(socketPath: string, text: string, signal: AbortSignal | undefined): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const socket = connect(socketPath)
    const chunks: Buffer[] = []
    let isWhole = false
    const abort = () => socket.destroy()
    signal?.addEventListener('abort', abort)
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.once('error', reject)
    socket.once('end', () => (isWhole = true))
    socket.once('close', () => {
      signal?.removeEventListener('abort', abort)
      if (isWhole) resolve(Buffer.concat(chunks))
      else reject(new Error('the connection was cut'))
    })
    socket.write(text)
  })
}
