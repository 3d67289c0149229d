/**
 * Contents of drives for the pages of the window, and from them:
 *
 *     GET  /drives/<secret>/<version>/<path>         a file or a part of it, to be shown; with `?save` to be saved
 *     POST /drives/<secret>/new/<path>               a tar archive that becomes files below the path
 *
 * The secret is that of a drive which a page looks at, see `Looks`; what changes a drive needs the tab's token too. What
 * is in a drive is its author's, who may be anybody, and it is served from the page's own origin. So nothing of it is ever a
 * page or a script: only images, sounds, videos and PDFs have a type, all else is bytes, types are not guessed (`nosniff`),
 * a document of it is sandboxed and has no origin, and what a browser wants as a script, a style or a page is refused.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { errorToWire, isComiceError } from '@comice/protocol'
import { UPLOAD_SILENCE_MS } from '../constants.ts'
import { HostErrors } from '../errors.ts'
import type { Services } from '../services/services.ts'
import { sendContents } from './drive-contents.ts'
import { placeOfDrive } from './drive-place.ts'

export const FILES_PATH = '/drives/'

export interface WindowFilesOptions {
  /** Origin of the page. */
  readonly origin: string
  /** Whether the page is of another origin than this server: that of a development server. */
  readonly isElsewhere: boolean
  readonly isTokenValid: (token: unknown) => boolean
}

export type HandleFiles = (
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
) => Promise<void>

/** Handles requests below {@link FILES_PATH} whose `Host` has been checked. */
export function serveWindowFiles(services: Services, options: WindowFilesOptions): HandleFiles {
  return async (request, response, pathname) => {
    attach(services, response)
    guard(response, options)
    if (request.method === 'OPTIONS') return preflight(request, response, options)
    const asked = readPath(pathname)
    const drive = asked === null ? null : services.drives.looks.nameOf(asked.secret)
    if (asked === null || drive === null) return void response.writeHead(404).end()
    try {
      const place = await placeOfDrive(drive, { version: asked.version, path: asked.path })
      const drives = await services.drives.open()
      if (request.method === 'GET' || request.method === 'HEAD') {
        if (asked.version === null) return void response.writeHead(404).end()
        return await sendContents({ drives, place }, request, response)
      }
      if (request.method !== 'POST' || asked.version !== null) return void response.writeHead(405).end()
      if (!mayWrite(request, options)) return void response.writeHead(403).end()
      request.setTimeout(UPLOAD_SILENCE_MS, () => request.destroy())
      const result = await drives.tar.import(place, request)
      services.drives.changed()
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result))
    } catch (error) {
      fail(services, response, error)
    }
  }
}

/** The node stays for as long as it answers. */
function attach({ duties }: Services, response: ServerResponse): void {
  const attached = duties.attach()
  response.once('close', () => attached[Symbol.dispose]())
}

export function guard(response: ServerResponse, { origin, isElsewhere }: WindowFilesOptions): void {
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('cross-origin-resource-policy', isElsewhere ? 'same-site' : 'same-origin')
  if (isElsewhere) {
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('vary', 'origin')
  }
}

/** Only the page of a development server asks: that of the node is of the same origin. */
export function preflight(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { origin, isElsewhere }: WindowFilesOptions,
): void {
  if (!isElsewhere || headers.origin !== origin) return void response.writeHead(403).end()
  response.setHeader('access-control-allow-methods', 'GET, POST')
  response.setHeader('access-control-allow-headers', 'authorization, content-type, range')
  response.writeHead(204).end()
}

export function mayWrite(
  { headers }: IncomingMessage,
  { origin, isTokenValid }: WindowFilesOptions,
): boolean {
  const token = /^Bearer (?<token>[\w-]+)$/u.exec(headers.authorization ?? '')?.groups?.['token']
  return headers.origin === origin && isTokenValid(token)
}

interface AskedPath {
  readonly secret: string
  /** Null: as it is now, to be changed. */
  readonly version: number | null
  /** `/folder/file`, or empty. What it may be is the drive's to say. */
  readonly path: string
}

function readPath(pathname: string): AskedPath | null {
  const [secret = '', version = '', ...names] = pathname.slice(FILES_PATH.length).split('/')
  if (!/^(?:new|[1-9]\d{0,14})$/u.test(version)) return null
  try {
    const path = names.map(decodeURIComponent)
    // An encoded slash would make two names of one.
    if (path.some((name) => name.includes('/'))) return null
    const joined = path.join('/').replace(/\/+$/u, '')
    return {
      secret,
      version: version === 'new' ? null : Number(version),
      path: joined === '' ? '' : `/${joined}`,
    }
  } catch {
    return null
  }
}

const STATUS: Readonly<Record<string, number>> = {
  DRIVE_ENTRY_NOT_FOUND: 404,
  DRIVE_ENTRY_KIND: 409,
  DRIVE_PATH_INVALID: 400,
  DRIVE_VERSION_UNKNOWN: 404,
  DRIVE_UNREACHABLE: 504,
  DRIVE_LOCKED: 403,
  DRIVE_NOT_OURS: 403,
}

/** The page's own script reads why; an image or a video only fails. */
function fail({ peer }: Services, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  const isKnown = isComiceError(error)
  if (!isKnown) peer.logger.warn({ error: String(error) }, 'a file of a drive was not served')
  const wire = errorToWire(isKnown ? error : HostErrors.FILE_NOT_SERVED({}, { cause: error }))
  response
    .writeHead((isKnown ? STATUS[error.code] : undefined) ?? 500, { 'content-type': 'application/json' })
    .end(JSON.stringify(wire))
}
