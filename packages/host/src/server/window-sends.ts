/**
 * Files that a page of the window has sent by a code: `POST /sends/?receivers=1&expiresInMs=3600000` with a tar archive and the
 * tab's token. The answer is the transfer, with its code.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { errorToWire, isComiceError } from '@comice/protocol'
import { z } from 'zod'
import { given } from '../api/given.ts'
import { UPLOAD_SILENCE_MS } from '../constants.ts'
import { HostErrors } from '../errors.ts'
import type { Services } from '../services/services.ts'
import type { TransferView } from '../services/transfer-view.ts'
import { guard, mayWrite, preflight, type WindowFilesOptions } from './window-files.ts'

export const SENDS_PATH = '/sends/'

/** What the page gets. */
export interface PageSend {
  readonly transfer: TransferView
  /** Files that were left out because of their names. */
  readonly refusedCount: number
}

const options = z.object({
  receivers: z.coerce.number().int().min(1).max(16).optional(),
  expiresInMs: z.coerce.number().int().min(1).optional(),
})

export function serveWindowSends(services: Services, window: WindowFilesOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    using _attached = services.duties.attach()
    guard(response, window)
    if (request.method === 'OPTIONS') return preflight(request, response, window)
    if (request.method !== 'POST') return void response.writeHead(405).end()
    if (!mayWrite(request, window)) return void response.writeHead(403).end()
    try {
      const query = new URLSearchParams(request.url?.split('?')[1] ?? '')
      const { success, data } = options.safeParse(Object.fromEntries(query))
      if (!success) throw HostErrors.INPUT_INVALID({ problems: 'these are no options of a send' })
      request.setTimeout(UPLOAD_SILENCE_MS, () => request.destroy())
      const { transfers } = services
      const { send, refusedCount } = await transfers.sendArchive(request, given(data))
      const answer: PageSend = { transfer: transfers.view(send), refusedCount }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    } catch (error) {
      fail(services, response, error)
    }
  }
}

function fail({ peer }: Services, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  const isKnown = isComiceError(error)
  if (!isKnown) peer.logger.warn({ error: String(error) }, 'files of a page were not sent')
  const wire = errorToWire(isKnown ? error : HostErrors.FILE_NOT_SERVED({}, { cause: error }))
  response.writeHead(isKnown ? 400 : 500, { 'content-type': 'application/json' }).end(JSON.stringify(wire))
}
