/** HTTP, to the origins that the user has allowed. */
import { Readable } from 'node:stream'
import { node } from '../session/session.ts'
import type { WireObject } from '../wire/value.ts'

export interface FetchOptions {
  method?: string
  headers?: Record<string, string>
  /** At most 1 MiB. */
  body?: Uint8Array | string
  signal?: AbortSignal
}

/**
 * Fetches from an origin of `pear.permissions.net` in package.json; the node does it, so that it works without access
 * to the network. Redirects are followed within these origins. No cookies are kept.
 *
 * ```ts
 * import { fetch } from '@comice/runtime'
 *
 * const response = await fetch('https://api.example.org/weather')
 * console.log(await response.json())
 * ```
 *
 * @throws PERMISSION_MISSING · FETCH_FAILED
 */
export async function fetch(url: string | URL, options: FetchOptions = {}): Promise<Response> {
  const { method = 'GET', headers = {}, body = '', signal } = options
  const request = {
    url: String(url),
    method,
    headers,
    body: typeof body === 'string' ? Buffer.from(body) : body,
  }
  const head = (await node().request('net.fetch', request, signal)) as WireObject
  const stream = node().open('net.body', { response: head['response'] })
  signal?.addEventListener('abort', () => stream.destroy(), { once: true })
  const status = head['status'] as number
  const hasBody = status !== 204 && status !== 205 && status !== 304
  if (!hasBody) stream.destroy()
  return new Response(hasBody ? (Readable.toWeb(stream) as ReadableStream) : null, {
    status,
    statusText: head['statusText'] as string,
    headers: head['headers'] as Record<string, string>,
  })
}
