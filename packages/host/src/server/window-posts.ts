/** What a page of the window posts with the tab's token, and the answer to it as JSON. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { errorToWire, isComiceError } from '@comice/protocol'
import { UPLOAD_SILENCE_MS } from '../constants.ts'
import { HostErrors } from '../errors.ts'
import type { Services } from '../services/services.ts'
import { guard, mayWrite, preflight, type WindowFilesOptions } from './window-files.ts'

export interface WindowPost {
  /** What to tell the log that did not come to be, when it fails by an error that is none of ours. */
  readonly failure: string
  /** What it throws is the answer. */
  readonly answer: (request: IncomingMessage, query: URLSearchParams) => Promise<object>
}

export function serveWindowPost(services: Services, window: WindowFilesOptions, post: WindowPost) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    using _attached = services.duties.attach()
    guard(response, window)
    if (request.method === 'OPTIONS') return preflight(request, response, window)
    if (request.method !== 'POST') return void response.writeHead(405).end()
    if (!mayWrite(request, window)) return void response.writeHead(403).end()
    try {
      request.setTimeout(UPLOAD_SILENCE_MS, () => request.destroy())
      const answer = await post.answer(request, new URLSearchParams(request.url?.split('?')[1] ?? ''))
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    } catch (error) {
      fail(response, error, (reason) => services.peer.logger.warn({ error: reason }, post.failure))
    }
  }
}

function fail(response: ServerResponse, error: unknown, warn: (reason: string) => void): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  const isKnown = isComiceError(error)
  if (!isKnown) warn(String(error))
  const wire = errorToWire(isKnown ? error : HostErrors.FILE_NOT_SERVED({}, { cause: error }))
  response.writeHead(isKnown ? 400 : 500, { 'content-type': 'application/json' }).end(JSON.stringify(wire))
}
