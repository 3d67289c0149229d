/** A file of a drive or a room, or the part of it that is asked for, as fast as its reader takes it. */
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { byteRange } from './byte-range.ts'

/** What is sent of. */
export interface SentFile {
  readonly bytes: number
  /** Another one for other contents. */
  readonly etag: string
  read(range: { start: number; end: number }): AsyncIterable<Uint8Array>
}

/** Whoever calls it has set the type and what guards the answer. */
export async function sendFile(
  file: SentFile,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { bytes, etag } = file
  response.setHeader('etag', `"${etag}"`)
  response.setHeader('accept-ranges', 'bytes')
  if (isKnown(request, etag)) return void response.writeHead(304).end()
  const range = byteRange(request.headers, { bytes, etag })
  if (range === 'none') {
    return void response.writeHead(416, { 'content-range': `bytes */${bytes}` }).end()
  }
  const { start, end } = range ?? { start: 0, end: bytes }
  if (range !== null) response.setHeader('content-range', `bytes ${start}-${end - 1}/${bytes}`)
  response.writeHead(range === null ? 200 : 206, { 'content-length': end - start })
  if (request.method === 'HEAD') return void response.end()
  await sendPieces(file.read({ start, end }), response)
}

function isKnown({ headers }: IncomingMessage, etag: string): boolean {
  const known = headers['if-none-match']
  return known?.split(',').some((one) => one.trim().replace(/^W\//u, '') === `"${etag}"`) ?? false
}

/** One that is gone wants nothing more. */
export async function sendPieces(
  pieces: AsyncIterable<Uint8Array | string>,
  response: ServerResponse,
): Promise<void> {
  const gone = goneSignal(response)
  for await (const piece of pieces) {
    if (gone.aborted) return
    if (response.write(piece)) continue
    await once(response, 'drain', { signal: gone }).catch(() => undefined)
  }
  response.end()
}

/** Aborts when whoever asked is gone, which may have been before anybody listened: no `close` comes a second time. */
export function goneSignal(response: ServerResponse): AbortSignal {
  if (response.destroyed) return AbortSignal.abort()
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}
