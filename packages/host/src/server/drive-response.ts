/** One answer about a drive: a file or a part of one, or what is in a folder. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import type { DrivePlace, Drives } from '@comice/drives'
import { folderPage } from './folder-page.ts'
import { sendFile, sendPieces } from './file-response.ts'
import { sentFile } from './sent-file.ts'

export interface Asked {
  readonly drives: Drives
  readonly place: DrivePlace
  /** As it was asked for: with a slash behind it for a folder. */
  readonly path: string
}

/** Pages and images with markup: no scripts, no requests elsewhere, no frames. */
const CONTENT_POLICY = [
  "default-src 'self'",
  "script-src 'none'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.avif': 'image/avif',
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.flac': 'audio/flac',
  '.gif': 'image/gif',
  '.htm': 'text/html; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.m4a': 'audio/mp4',
  '.md': 'text/plain; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.mov': 'video/quicktime',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wav': 'audio/wav',
  '.webm': 'video/webm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
}

/** Types that a browser takes markup from. */
const MARKUP = /^(?:text\/html|image\/svg|application\/xml)/u

/** @throws what `files.stat` and `files.open` throw, before anything is sent */
export async function sendEntry(
  asked: Asked,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { files } = asked.drives
  // Its peers are held by whoever serves it.
  const { kind } = await files.stat(asked.place, { timeoutMs: 0 })
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  response.setHeader('cache-control', 'no-cache')
  if (kind === 'folder') return sendFolder(asked, request, response)
  await using file = await files.open(asked.place, { timeoutMs: 0 })
  const type = TYPES[path.posix.extname(file.entry.path).toLowerCase()] ?? 'application/octet-stream'
  if (MARKUP.test(type)) response.setHeader('content-security-policy', CONTENT_POLICY)
  response.setHeader('content-type', type)
  await sendFile(sentFile(file), request, response)
}

async function sendFolder(
  { drives, place, path: shown }: Asked,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!shown.endsWith('/')) {
    // Relative: links in a page count from its folder.
    const name = encodeURIComponent(path.posix.basename(shown))
    return void response.writeHead(307, { location: `./${name}/` }).end()
  }
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': CONTENT_POLICY,
  })
  if (request.method === 'HEAD') return void response.end()
  await sendPieces(folderPage(shown, drives.files.list(place, { timeoutMs: 0 })), response)
}
