/** HTTP for apps, to the origins they were given. The node fetches, so it decides where to. */
import type { WireObject } from '@comice/runtime/wire'
import { FETCH_TIMEOUT_MS, MAX_HEADERS, MAX_REDIRECTS, MAX_RESPONSES, MAX_URL_CHARS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { Params } from './params.ts'
import { pipeItems } from './pipe-items.ts'
import type { Run } from './run.ts'
import type { Call, CallContext, OpenContext, Opener } from './session.ts'

export const NET_OPENERS: [string, Opener][] = [['net.body', readBody]]
export const NET_CALLS: [string, Call][] = [['net.fetch', fetchFor]]

/** Set by the node itself, or a way around the list of origins. */
const REFUSED_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'cookie',
  'origin',
  'referer',
  'transfer-encoding',
])

/** Answers the head of the response; its body is read by `net.body`, once, by the number in it. */
async function fetchFor({ run, params, signal }: CallContext): Promise<WireObject> {
  const { responses } = run
  if (responses.size >= MAX_RESPONSES)
    throw PlatformErrors.QUOTA_EXCEEDED({ what: 'open responses', limit: MAX_RESPONSES })
  const method = params.text('method', { maxChars: 16 }).toUpperCase()
  const body = params.bytes('body')
  const headers = headersOf(params)
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)])
  const response = await follow(run, params.text('url', { maxChars: MAX_URL_CHARS }), {
    method,
    headers,
    signal: deadline,
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  })
  const id = run.nextResponse()
  responses.set(id, response)
  const received = [...response.headers].filter(([name]) => name !== 'set-cookie').slice(0, MAX_HEADERS)
  const { status, statusText } = response
  return { response: id, status, statusText, headers: Object.fromEntries(received) }
}

/** Redirects are followed one by one, each checked as the first one was. */
async function follow(run: Run, first: string, init: RequestInit): Promise<Response> {
  let url = first
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    assertAllowed(run, url)
    const response = await fetch(url, { ...init, redirect: 'manual', credentials: 'omit' }).catch(
      (cause: unknown) => {
        throw PlatformErrors.FETCH_FAILED({ reason: reasonOf(cause) }, { cause })
      },
    )
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return response
    await response.body?.cancel()
    url = new URL(location, url).href
    if (response.status === 303) init = { ...init, method: 'GET', body: null }
  }
  throw PlatformErrors.FETCH_FAILED({ reason: `more than ${MAX_REDIRECTS} redirects` })
}

function assertAllowed(run: Run, url: string): void {
  const origin = URL.canParse(url) ? new URL(url).origin : 'null'
  const isGiven = origin !== 'null' && run.app.permissions.net.includes(origin)
  if (!isGiven) throw PlatformErrors.PERMISSION_MISSING({ permission: `net: ${origin}` })
}

async function readBody({ run, params, stream }: OpenContext): Promise<void> {
  const id = params.integer('response')
  const response = run.responses.get(id)
  run.responses.delete(id)
  const { body } = response ?? {}
  if (body == null) return void stream.end()
  await pipeItems(body, stream, (chunk: Uint8Array) => chunk)
}

function headersOf(params: Params): Record<string, string> {
  const given = Object.entries((params.get('headers') ?? {}) as WireObject).slice(0, MAX_HEADERS)
  const values = new Params(Object.fromEntries(given))
  return Object.fromEntries(
    given
      .filter(([name]) => !REFUSED_HEADERS.has(name.toLowerCase()))
      .map(([name]) => [name, values.text(name, { maxChars: MAX_URL_CHARS })]),
  )
}

/** The cause says what failed; the message alone is "fetch failed". */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string }; message?: string }
  return cause?.code ?? message ?? 'unknown'
}
