/**
 * An exported room for a page of the window to be saved: `GET /exports/<secret>`, see `ExportLinks`. It is never shown: it is bytes
 * to save, of no type that a browser makes a page of.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Services } from '../services/services.ts'
import { exportName, roomLines } from '../services/room-lines.ts'
import { attachment } from './attachment.ts'
import { sendPieces } from './file-response.ts'
import { guard, type WindowFilesOptions } from './window-files.ts'

export const EXPORTS_PATH = '/exports/'

export function serveWindowExports(services: Services, window: WindowFilesOptions) {
  return async (request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> => {
    using _attached = services.duties.attach()
    guard(response, window)
    if (request.method !== 'GET') return void response.writeHead(405).end()
    const room = services.exports.take(pathname.slice(EXPORTS_PATH.length))
    if (room === null) return void response.writeHead(404).end()
    try {
      const opened = await services.rooms.open(room)
      response.setHeader('content-type', 'application/octet-stream')
      response.setHeader('content-disposition', attachment(exportName(opened.name, Date.now())))
      response.setHeader('content-security-policy', "sandbox; default-src 'none'")
      await sendPieces(roomLines(opened), response)
    } catch (error) {
      services.peer.logger.warn({ error }, 'a room was not exported')
      // The browser says that it failed; what is cut off lacks the line that ends it.
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end()
    }
  }
}
