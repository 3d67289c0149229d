/**
 * Files of rooms for the pages of the window, and from them:
 *
 *     GET  /room-files/<secret>/<core>/<index>/<seq>/<at>/<name>   a file of a message, or a part of it; with `?save` to be saved
 *     POST /room-files/<secret>/new?name=<name>                    its body becomes a file of the room, which is not said yet
 *
 * `<core>/<index>` is the message, `<seq>` its number, and the name is for the browser alone. What is feared is what
 * `window-files.ts` fears. An image, a sound or a video has the type that its author says; SVG, HTML and all else is bytes.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { errorToWire, isComiceError, LIMITS, safeFileName } from '@comice/protocol'
import type { AddedFile, Room } from '@comice/rooms'
import { UPLOAD_SILENCE_MS } from '../constants.ts'
import { HostErrors } from '../errors.ts'
import type { Services } from '../services/services.ts'
import { attachment, SANDBOX } from './attachment.ts'
import { goneSignal, sendFile } from './file-response.ts'
import { ROOM_FILES_PATH } from './room-files-path.ts'
import { guard, type HandleFiles, mayWrite, preflight, type WindowFilesOptions } from './window-files.ts'

/** What a browser decodes, and runs nothing of. */
const SHOWN_TYPE =
  /^(?:image\/(?:avif|bmp|gif|jpeg|png|webp)|audio\/(?:flac|mp4|mpeg|ogg|wav)|video\/(?:mp4|ogg|quicktime|webm))$/u

/** What a browser says that it wants it for. Absent: a browser of before 2023, whose user is not let down. */
const SHOWN_AS = new Set([undefined, 'audio', 'empty', 'image', 'video'])

/** Handles requests below {@link ROOM_FILES_PATH} whose `Host` has been checked. */
export function serveRoomFiles(services: Services, options: WindowFilesOptions): HandleFiles {
  return async (request, response, pathname) => {
    using _attached = services.duties.attach()
    guard(response, options)
    if (request.method === 'OPTIONS') return preflight(request, response, options)
    const [secret = '', ...rest] = pathname.slice(ROOM_FILES_PATH.length).split('/')
    const id = services.rooms.looks.nameOf(secret)
    if (id === null) return void response.writeHead(404).end()
    try {
      const room = await services.rooms.open(id)
      if (request.method === 'GET' || request.method === 'HEAD')
        return await sendRoomFile(room, { request, response, rest })
      if (request.method !== 'POST' || rest.join('/') !== 'new') return void response.writeHead(405).end()
      if (!mayWrite(request, options)) return void response.writeHead(403).end()
      const added = await addFile(room, request)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(added))
    } catch (error) {
      fail(services, response, error)
    }
  }
}

interface Asked {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** What stands behind the secret. */
  readonly rest: readonly string[]
}

async function sendRoomFile(room: Room, { request, response, rest }: Asked): Promise<void> {
  const asked = /^(?<id>[a-z0-9]{1,64}\/\d{1,15})\/(?<seq>\d{1,15})\/(?<at>\d)\//u.exec(
    rest.join('/'),
  )?.groups
  if (asked === undefined) return void response.writeHead(404).end()
  await using opened = await room.files.open(
    { id: asked['id'] ?? '', seq: Number(asked['seq']) },
    Number(asked['at']),
  )
  const { file, id } = opened
  const isSaved = request.url?.endsWith('?save') === true
  const isShown = !isSaved && SHOWN_TYPE.test(file.mediaType)
  response.setHeader('content-security-policy', SANDBOX)
  if (!isSaved && !SHOWN_AS.has(request.headers['sec-fetch-dest'])) return void response.writeHead(403).end()
  response.setHeader('content-type', isShown ? file.mediaType : 'application/octet-stream')
  // What a browser opens by itself it saves, unless it is a picture, a sound or a video in a page.
  if (!isShown) response.setHeader('content-disposition', attachment(safeFileName(file.name)))
  const signal = goneSignal(response)
  const read = (range: { start: number; end: number }) => opened.read(range, { signal })
  // A file never changes.
  await sendFile({ bytes: file.size, etag: id, read }, request, response)
}

async function addFile(room: Room, request: IncomingMessage): Promise<AddedFile> {
  const name = new URLSearchParams(request.url?.split('?')[1] ?? '').get('name') ?? ''
  if (Buffer.byteLength(name) > LIMITS.MAX_FILE_NAME_BYTES * 2)
    throw HostErrors.INPUT_INVALID({ problems: 'the name is too long' })
  request.setTimeout(UPLOAD_SILENCE_MS, () => request.destroy())
  return room.files.add(request as AsyncIterable<Uint8Array>, { name: safeFileName(name) })
}

const STATUS: Readonly<Record<string, number>> = {
  MESSAGE_NOT_FOUND: 404,
  FILE_NOT_FOUND: 404,
  FILE_UNREACHABLE: 504,
  FILE_DAMAGED: 502,
}

/** The page's own script reads why; an image or a video only fails. */
function fail({ peer }: Services, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  const isKnown = isComiceError(error)
  if (!isKnown) peer.logger.warn({ error: String(error) }, 'a file of a room was not served')
  const wire = errorToWire(isKnown ? error : HostErrors.FILE_NOT_SERVED({}, { cause: error }))
  response
    .writeHead((isKnown ? STATUS[error.code] : undefined) ?? 500, { 'content-type': 'application/json' })
    .end(JSON.stringify(wire))
}
