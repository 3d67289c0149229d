/**
 * Who may ask an app's window server for what. Any page in any browser of this machine can send requests to loopback,
 * other apps' pages among them, so each request is checked before anything is done for it.
 *
 * | check | against |
 * |---|---|
 * | `Host` is the app's own | names pointed at loopback; another app's address on this port |
 * | `Sec-Fetch-Site` is the page's own, or a person opened the address | other pages that would load or run the app's files |
 * | `Origin` is the app's own, for codes and sockets | other pages that would talk to the backend |
 * | a code, then a token of the tab | programs without a page, and windows of an earlier run |
 */
import type { IncomingMessage } from 'node:http'
import type { ComiceError } from '@comice/protocol'
import { PlatformErrors } from '../errors.ts'

/** Null when the request may go on. */
export function refusedHost(request: IncomingMessage, host: string): ComiceError | null {
  return request.headers.host === host ? null : PlatformErrors.WINDOW_HOST_REFUSED({})
}

/** For files. */
export function refusedReader(request: IncomingMessage): ComiceError | null {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = request.headers
  // Absent: no browser, or one that is older than these headers.
  if (site === undefined || site === 'same-origin' || site === 'none') return null
  // The launch file is another site. Whoever else sends a window here gets a page without a code.
  if (mode === 'navigate' && destination === 'document') return null
  return PlatformErrors.WINDOW_CALLER_REFUSED({})
}

/** For codes and sockets, which only the page itself asks for. */
export function refusedCaller(request: IncomingMessage, origin: string): ComiceError | null {
  return request.headers.origin === origin ? null : PlatformErrors.WINDOW_CALLER_REFUSED({})
}

const STATUS: Readonly<Record<string, number>> = {
  PAGE_SOURCE_INVALID: 500,
  WINDOW_BUSY: 503,
  WINDOW_CALLER_REFUSED: 403,
  WINDOW_CODE_REFUSED: 403,
  WINDOW_FILE_MISSING: 404,
  WINDOW_HOST_REFUSED: 421,
  WINDOW_METHOD_REFUSED: 405,
}

/** The HTTP status of an error. */
export function statusOf({ code }: ComiceError): number {
  return STATUS[code] ?? 500
}
