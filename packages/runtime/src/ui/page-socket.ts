/** The page's connection to the node, opened again when it was lost. */
import {
  MAX_PAGE_UNSENT_BYTES,
  PAGE_CLOSE,
  PAGE_RETRY_MAX_MS,
  PAGE_RETRY_MIN_MS,
  PAGE_VERSION,
} from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'
import { decodePageWelcome, encodePageHello } from '../page/page-wire.ts'
import type { Browser } from './browser.ts'
import type { PageCalls } from './page-calls.ts'
import { forgetPageSession, openPageSession } from './page-session.ts'

/**
 * | state | means |
 * |---|---|
 * | connecting | a first or another try is under way; calls wait |
 * | open | the backend answers; `version` is the app's, so a page of an older one can reload itself |
 * | waiting | the backend restarts or the node is away; calls wait, and there is another try soon |
 * | refused | final: the app has ended (PAGE_ENDED), or the page needs to be opened again |
 * | closed | final: the page closed it |
 */
export type PageState =
  | { readonly kind: 'connecting' | 'waiting' | 'closed' }
  | { readonly kind: 'open'; readonly version: string }
  | { readonly kind: 'refused'; readonly error: Error }

export const PAGE_BRIDGE_PATH = '/.comice/bridge'

export class PageSocket {
  readonly #browser: Browser
  readonly #calls: PageCalls
  readonly #onState: (state: PageState) => void
  #socket: WebSocket | null = null
  #retry: ReturnType<typeof setTimeout> | null = null
  #tries = 0
  state: PageState = { kind: 'connecting' }

  constructor(browser: Browser, calls: PageCalls, onState: (state: PageState) => void) {
    this.#browser = browser
    this.#calls = calls
    this.#onState = onState
  }

  start(): void {
    openPageSession(this.#browser).then(
      (token) => this.#connect(token),
      (error: unknown) => this.#refuse(error as Error),
    )
  }

  close(): void {
    if (this.#isOver()) return
    this.#end({ kind: 'closed' }, RuntimeErrors.PAGE_CLOSED({}))
  }

  #isOver(): boolean {
    return this.state.kind === 'closed' || this.state.kind === 'refused'
  }

  #connect(token: string): void {
    if (this.#isOver()) return
    const socket = new this.#browser.WebSocket(`ws://${this.#browser.location.host}${PAGE_BRIDGE_PATH}`)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    socket.addEventListener('open', () => socket.send(encodePageHello(token)))
    socket.addEventListener('message', ({ data }: { data: unknown }) => {
      if (this.#socket === socket) this.#receive(socket, data)
    })
    socket.addEventListener('close', ({ code }: { code: number }) => {
      if (this.#socket === socket) this.#lost(code, token)
    })
  }

  #receive(socket: WebSocket, data: unknown): void {
    try {
      if (data instanceof ArrayBuffer) return this.#calls.receive(new Uint8Array(data))
      const welcome = decodePageWelcome(String(data))
      if (welcome === null) throw otherVersion()
      this.#tries = 0
      this.#become({ kind: 'open', version: welcome.version })
      this.#calls.open((message) => {
        if (socket.bufferedAmount > MAX_PAGE_UNSENT_BYTES)
          throw RuntimeErrors.PAGE_BUSY({ limit: MAX_PAGE_UNSENT_BYTES })
        socket.send(message)
      })
    } catch (error) {
      this.#refuse(error as Error)
    }
  }

  #lost(code: number, token: string): void {
    this.#socket = null
    if (code === PAGE_CLOSE.tokenRefused) return this.#refuse(forgetPageSession(this.#browser))
    if (code === PAGE_CLOSE.ended) return this.#refuse(RuntimeErrors.PAGE_ENDED({}))
    if (code === PAGE_CLOSE.otherVersion) return this.#refuse(otherVersion())
    if (code === PAGE_CLOSE.malformed)
      return this.#refuse(RuntimeErrors.WIRE_MALFORMED({ reason: 'the node does not understand this page' }))
    this.#calls.lost()
    this.#become({ kind: 'waiting' })
    const longest = Math.min(PAGE_RETRY_MIN_MS * 2 ** this.#tries++, PAGE_RETRY_MAX_MS)
    // Not all pages of an app at once.
    this.#retry = setTimeout(
      () => {
        this.#become({ kind: 'connecting' })
        this.#connect(token)
      },
      longest * (0.5 + Math.random() / 2),
    )
  }

  #refuse(error: Error): void {
    if (!this.#isOver()) this.#end({ kind: 'refused', error }, error)
  }

  #end(state: PageState, reason: Error): void {
    if (this.#retry !== null) clearTimeout(this.#retry)
    const socket = this.#socket
    this.#socket = null
    socket?.close()
    this.#become(state)
    this.#calls.end(reason)
  }

  #become(state: PageState): void {
    this.state = state
    this.#onState(state)
  }
}

function otherVersion(): Error {
  return RuntimeErrors.PAGE_REFUSED({
    reason: `the node does not speak version ${PAGE_VERSION} of the bridge`,
  })
}
