/** What is in a drive, for a page that shows it or saves it. See `window-files.ts` for what is feared. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import type { DrivePlace, Drives } from '@comice/drives'
import { attachment, SANDBOX } from './attachment.ts'
import { sendFile, sendPieces } from './file-response.ts'
import { sentFile } from './sent-file.ts'

/** What a page may show: none of it runs in the page. */
const SHOWN_TYPES: Readonly<Record<string, string>> = {
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.flac': 'audio/flac',
  '.m4a': 'audio/mp4',
  '.mp3': 'audio/mpeg',
  '.oga': 'audio/ogg',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.wav': 'audio/wav',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.mp4': 'video/mp4',
  '.ogv': 'video/ogg',
  '.webm': 'video/webm',
  '.pdf': 'application/pdf',
}

const BYTES = 'application/octet-stream'

/** What a browser says that it wants it for. Absent: a browser of before 2023, whose user is not let down. */
const SHOWN_AS = new Set([undefined, 'audio', 'empty', 'image', 'video'])
/** A PDF is in a frame, and asks for its parts from there. */
const PDF_SHOWN_AS = new Set([...SHOWN_AS, 'embed', 'iframe', 'object'])

interface Asked {
  readonly drives: Drives
  /** With a version: what is answered never changes. */
  readonly place: DrivePlace
}

/** @throws what `files.stat` and `files.open` throw, before anything is sent */
export async function sendContents(
  { drives, place }: Asked,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isSaved = request.url?.endsWith('?save') === true
  const type = isSaved ? BYTES : (SHOWN_TYPES[path.posix.extname(place.path).toLowerCase()] ?? BYTES)
  response.setHeader('content-security-policy', SANDBOX)
  if (!isSaved && !isShown(request, type)) return void response.writeHead(403).end()
  // Its peers are held by the look that the address is of.
  const { kind } = isSaved ? await drives.files.stat(place, { timeoutMs: 0 }) : { kind: 'file' }
  if (kind === 'folder') return saveFolder({ drives, place }, request, response)
  await using file = await drives.files.open(place, { timeoutMs: 0 })
  response.setHeader('content-type', type)
  if (isSaved) response.setHeader('content-disposition', attachment(path.posix.basename(place.path)))
  await sendFile(sentFile(file), request, response)
}

function isShown({ headers }: IncomingMessage, type: string): boolean {
  const wanted = headers['sec-fetch-dest']
  return (type === 'application/pdf' ? PDF_SHOWN_AS : SHOWN_AS).has(wanted)
}

/** As an archive: a browser saves files, not folders. */
async function saveFolder(
  { drives, place }: Asked,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = path.posix.basename(place.path) || 'drive'
  response.writeHead(200, {
    'content-type': 'application/x-tar',
    'content-disposition': attachment(`${name}.tar`),
  })
  if (request.method === 'HEAD') return void response.end()
  await sendPieces(drives.tar.export(place, { timeoutMs: 0 }), response)
}
