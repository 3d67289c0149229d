/** The page's end of the bridge. */
import { RuntimeErrors } from '../errors.ts'
import { type Browser, thisBrowser } from './browser.ts'
import { giveFile, type GiveOptions, type PageFile } from './give-file.ts'
import { PageCalls } from './page-calls.ts'
import { PageSocket, type PageState } from './page-socket.ts'
import type { Remote } from './remote.ts'

export interface ConnectOptions {
  /** Called at each change. A page that shows it tells its user why nothing moves. */
  readonly onState?: (state: PageState) => void
}

export interface Page<Api> extends Disposable {
  /** The backend's methods. Calls wait until there is a connection. */
  readonly api: Remote<Api>
  readonly state: PageState
  /** The same methods, for calls that end with the signal: they reject with its reason and the backend is told. */
  withSignal(signal: AbortSignal): Remote<Api>
  /**
   * Gives a file that the user chose in this page (an input of type `file`, a drop) to the backend. Its bytes are copied
   * into `picked/` of the app's folder; this resolves to the path there. The backend deletes what it no longer needs.
   *
   * @throws PAGE_DISCONNECTED, GIVEN_FILE_INVALID when the file changed meanwhile, and the signal's reason; then nothing
   *   stays in the folder
   */
  readonly give: (file: PageFile, options?: GiveOptions) => Promise<string>
  /** Ends the connection and all calls. */
  close(): void
}

/**
 * Connects this page to its app's backend, and again whenever the backend has restarted. Calls that were under way
 * then reject with PAGE_DISCONNECTED and are not repeated: the page knows which may be done twice.
 */
export function connect<Api>(options: ConnectOptions = {}): Page<Api> {
  return connectFrom<Api>(thisBrowser(), options)
}

/** The same from a browser that is none: for tests of backends, and for programs that use an app as its page does. */
export function connectFrom<Api>(browser: Browser, options: ConnectOptions = {}): Page<Api> {
  const { onState = () => undefined } = options
  const calls = new PageCalls()
  const socket = new PageSocket(browser, calls, onState)
  socket.start()
  return {
    api: createRemote<Api>(calls),
    get state() {
      return socket.state
    },
    withSignal: (signal) => createRemote<Api>(calls, signal),
    give: (file, options) => giveFile(calls, file, options),
    close: () => socket.close(),
    [Symbol.dispose]: () => socket.close(),
  }
}

/** Methods by whatever name: only the backend knows which there are. */
export function createRemote<Api>(calls: PageCalls, signal?: AbortSignal): Remote<Api> {
  const methods = Object.freeze(Object.create(null) as object)
  return new Proxy(methods, {
    // A symbol, or `then`, is asked for by `await` and by consoles.
    get: (_, name) =>
      typeof name === 'symbol' || name === 'then'
        ? undefined
        : (...args: readonly unknown[]) => calls.start(name, args, signal),
    set: () => {
      throw RuntimeErrors.PAGE_API_INVALID({ name: 'api', reason: 'a page does not define methods' })
    },
  }) as Remote<Api>
}
