/** Requests as a hostile page or program would send them: every header is the caller's to choose. */
import { request, type RequestOptions } from 'node:http'

export interface RawAnswer {
  readonly status: number
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The code of the error that it tells, or null. */
  readonly code: string | null
}

export function rawRequest(options: RequestOptions, body: string | null = null): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', ...options }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', () =>
        resolve(answer(response.statusCode, response.headers, Buffer.concat(chunks))),
      )
    })
    call.once('error', reject)
    call.once('upgrade', (response, socket) => {
      socket.destroy()
      resolve(answer(response.statusCode, response.headers, Buffer.alloc(0)))
    })
    call.end(body ?? undefined)
  })
}

function answer(status = 0, headers: RawAnswer['headers'], body: Buffer): RawAnswer {
  const isError = status >= 400 && headers['content-type'] === 'application/json'
  const { code = null } = isError ? (JSON.parse(body.toString()) as { code?: string }) : {}
  return { status, headers, body, code }
}

/** Headers of a WebSocket's opening. */
export const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
}
