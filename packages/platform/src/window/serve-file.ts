/** Answers a request for a file: conditional requests, ranges, HEAD. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { type ByteRange, byteRange } from './byte-range.ts'
import { contentType } from './content-type.ts'
import type { PageFile } from './page-file.ts'
import type { PageSources } from './page-sources.ts'

export interface FileRequest {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly file: PageFile
}

/** @throws PAGE_SOURCE_INVALID */
export async function serveFile(
  { request, response, file }: FileRequest,
  sources: PageSources,
): Promise<void> {
  const tag = sources.tagOf(file)
  // Asked for again each time, so that an update is there at the next look; unchanged files cost no bytes.
  response.setHeader('cache-control', 'no-cache')
  response.setHeader('etag', tag)
  if (isKnown(request.headers['if-none-match'], tag)) return void response.writeHead(304).end()
  const body = await sources.load(file)
  const size = body?.length ?? file.size
  const range = rangeOf(request, tag, size)
  if (range === null) return void response.writeHead(416, { 'content-range': `bytes */${size}` }).end()

  const { start, end } = range === 'all' ? { start: 0, end: size - 1 } : range
  response.writeHead(range === 'all' ? 200 : 206, {
    'content-type': contentType(file.name),
    'content-length': end - start + 1,
    'accept-ranges': 'bytes',
    ...(range === 'all' ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
  })
  if (request.method === 'HEAD' || size === 0) return void response.end()
  if (body !== null) return void response.end(body.subarray(start, end + 1))
  // A browser leaves whenever it has enough of a medium.
  await pipeline(file.handle.createReadStream({ start, end, autoClose: false }), response).catch(() =>
    response.destroy(),
  )
}

function rangeOf(request: IncomingMessage, tag: string, size: number): ByteRange | 'all' | null {
  const onlyIf = request.headers['if-range']
  // A part of another revision is of no use to whoever has the rest of this one.
  if (onlyIf !== undefined && onlyIf !== tag) return 'all'
  return byteRange(request.headers.range, size)
}

function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((each) => each.trim().replace(/^W\//, '') === tag)
}
