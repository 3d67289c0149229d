/** The connection that becomes an app's descriptor 3: its broker is at the node's end. */
import type { ApiAddress } from '@comice/host/launch'
import { connect, type Socket } from 'node:net'
import { BROKER_ANSWER_MS } from '../constants.ts'
import { TerminalErrors } from '../errors.ts'

/** Longer than the node's answer, which has no body. */
const MAX_ANSWER_BYTES = 1024

/** Asks the node for the broker of a run. Nothing of what the broker says is read here. @throws APP_NOT_SERVED */
export function connectBroker({ socketPath, token }: ApiAddress, ticket: string): Promise<Socket> {
  const { promise, resolve, reject } = settle<Socket>()
  const socket = connect(socketPath)
  const refuse = (reason: string) => {
    socket.destroy()
    reject(TerminalErrors.APP_NOT_SERVED({ reason }))
  }
  socket.setTimeout(BROKER_ANSWER_MS, () => refuse('the node did not answer in time'))
  socket.once('error', (error) => refuse(error.message))
  socket.once('close', () => refuse('the node ended the connection'))
  socket.write(requestHead(token, ticket))
  let answer = ''
  const read = () => {
    // Byte by byte: what comes after the head is the app's.
    for (let byte = take(socket); byte !== null; byte = take(socket)) {
      answer += byte
      if (answer.endsWith('\r\n\r\n')) return finish()
      if (answer.length > MAX_ANSWER_BYTES) return refuse('the node gave another answer than expected')
    }
  }
  const finish = () => {
    if (!answer.startsWith('HTTP/1.1 101 ')) return refuse('the node refused the connection')
    socket.removeAllListeners()
    socket.setTimeout(0)
    socket.pause()
    resolve(socket)
  }
  socket.on('readable', read)
  return promise
}

function take(socket: Socket): string | null {
  const byte = socket.read(1) as Buffer | null
  return byte === null ? null : byte.toString('latin1')
}

function requestHead(token: string, ticket: string): string {
  const lines = [
    'GET /app HTTP/1.1',
    'Host: node',
    'Connection: Upgrade',
    'Upgrade: comice-app',
    `Authorization: Bearer ${token}`,
    `X-Comice-Ticket: ${ticket}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** `Promise.withResolvers` is younger than Node 20. */
function settle<T>() {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: Error) => void = () => undefined
  const promise = new Promise<T>((onvalue, onerror) => {
    resolve = onvalue
    reject = onerror
  })
  return { promise, resolve, reject }
}
