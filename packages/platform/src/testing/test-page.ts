/** A page of a window app without a browser: the same bridge over the same window server, for tests of backends. */
import { request } from 'node:http'
import type { LookupFunction } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Browser, connectFrom, type Page } from '@comice/runtime/page'
import { WebSocket as PageWebSocket } from 'ws'

/** Opens a page at an address that `Runs.start` gave: each is good for one. */
export function connectPage<Api>(address: string): Page<Api> {
  return connectFrom<Api>(browserAt(new URL(address)))
}

function browserAt(location: URL): Browser {
  const kept = new Map<string, string>()
  return {
    location,
    history: {
      state: null,
      replaceState: (_state, _title, url) => void (location.href = new URL(url, location).href),
    },
    sessionStorage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
    fetch: (path, { body }) => post(new URL(path, location), body),
    WebSocket: socketFrom(location.origin),
  }
}

/** Every name below `localhost` is this machine for a browser; for a system's resolver not always. */
const lookup: LookupFunction = (_host, options, callback) => {
  if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }])
  else callback(null, '127.0.0.1', 4)
}

/** What the bridge asks for, as a page's browser would: the page is of that origin, and says so. */
function post(url: URL, body: string): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const headers = { origin: url.origin, 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' }
  const asking = request(url, { method: 'POST', lookup, headers }, (answer) => {
    text(answer).then((json) => resolve(new Response(json, { status: answer.statusCode ?? 500 })), reject)
  })
  asking.once('error', reject).end(body)
  return promise
}

function socketFrom(origin: string): typeof WebSocket {
  class OriginSocket extends PageWebSocket {
    constructor(url: string) {
      super(url, { origin, lookup })
    }
  }
  // Its events are those of a browser's as far as the bridge looks at them.
  return OriginSocket as unknown as typeof WebSocket
}
