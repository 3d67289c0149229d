/** Requests as a hostile page or program would send them: every header is the caller's to choose. */
import { request, type RequestOptions } from 'node:http'

export interface RawAnswer {
  readonly status: number
  readonly body: string
  readonly headers: Record<string, string | string[] | undefined>
}

export function rawRequest(options: RequestOptions, body: string | Uint8Array = ''): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const call = request(options, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }),
      )
    })
    call.once('error', reject)
    call.once('upgrade', (response, socket) => {
      socket.destroy()
      resolve({ status: response.statusCode ?? 0, body: '', headers: response.headers })
    })
    call.end(body)
  })
}
