/**
 * An exported room that a page of the window imports into a new one: `POST /imports/?nickname=alice` with the file's lines and the
 * tab's token. The answer is what came of it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { errorToWire, isComiceError } from '@comice/protocol'
import { roomName } from '../api/room-input.ts'
import { UPLOAD_SILENCE_MS } from '../constants.ts'
import { HostErrors } from '../errors.ts'
import { importLines } from '../services/import-lines.ts'
import type { Services } from '../services/services.ts'
import { guard, mayWrite, preflight, type WindowFilesOptions } from './window-files.ts'

export const IMPORTS_PATH = '/imports/'

export function serveWindowImports(services: Services, window: WindowFilesOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    using _attached = services.duties.attach()
    guard(response, window)
    if (request.method === 'OPTIONS') return preflight(request, response, window)
    if (request.method !== 'POST') return void response.writeHead(405).end()
    if (!mayWrite(request, window)) return void response.writeHead(403).end()
    try {
      const query = new URLSearchParams(request.url?.split('?')[1] ?? '')
      const { success, data } = roomName.optional().safeParse(query.get('nickname') ?? undefined)
      if (!success) throw HostErrors.INPUT_INVALID({ problems: 'this is no name to be called by' })
      request.setTimeout(UPLOAD_SILENCE_MS, () => request.destroy())
      const wish = { isDryRun: false, ...(data === undefined ? {} : { nickname: data }) }
      const answer = await importLines(services, request, wish)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    } catch (error) {
      fail(services, response, error)
    }
  }
}

function fail({ peer }: Services, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  const isKnown = isComiceError(error)
  if (!isKnown) peer.logger.warn({ error: String(error) }, 'a room was not imported for a page')
  const wire = errorToWire(isKnown ? error : HostErrors.FILE_NOT_SERVED({}, { cause: error }))
  response.writeHead(isKnown ? 400 : 500, { 'content-type': 'application/json' }).end(JSON.stringify(wire))
}
