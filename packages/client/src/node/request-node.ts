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
  const answer = await exchange(socketPath, headOf(token, request) + body, signal)
  signal?.throwIfAborted()
  const at = answer === null ? -1 : answer.indexOf('\r\n\r\n')
  // Without an end of its head it ended too early.
  if (answer === null || at === -1) throw ClientErrors.NODE_UNREACHABLE({})
  return answer.toString('utf8', at + 4)
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

/** Sends, and gathers what comes until the node ends the connection. Null when something else ended it. */
function exchange(socketPath: string, text: string, signal: AbortSignal | undefined): Promise<Buffer | null> {
  return new Promise((resolve) => {
    signal?.throwIfAborted()
    const socket = connect(socketPath)
    const chunks: Buffer[] = []
    let isWhole = false
    const abort = () => socket.destroy()
    signal?.addEventListener('abort', abort)
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    // What follows is `close`, which says it all.
    socket.once('error', () => undefined)
    socket.once('end', () => (isWhole = true))
    socket.once('close', () => {
      signal?.removeEventListener('abort', abort)
      resolve(isWhole ? Buffer.concat(chunks) : null)
    })
    socket.write(text)
  })
}
