/** What a page has of its browser, as far as the bridge needs it. Declared here: these sources are compiled for Node. */

export interface Browser {
  readonly location: {
    readonly host: string
    readonly hash: string
    readonly pathname: string
    readonly search: string
  }
  readonly history: {
    readonly state: unknown
    replaceState(state: unknown, title: string, url: string): void
  }
  readonly sessionStorage: {
    getItem(key: string): string | null
    setItem(key: string, value: string): void
    removeItem(key: string): void
  }
  readonly fetch: (path: string, init: { method: 'POST'; body: string }) => Promise<Response>
  readonly WebSocket: typeof WebSocket
}

/** The page that this is loaded in. @throws TypeError elsewhere */
export function thisBrowser(): Browser {
  const { location, history, sessionStorage } = globalThis as unknown as Browser
  return { location, history, sessionStorage, fetch: globalThis.fetch.bind(globalThis), WebSocket }
}
