/**
 * An app's page, served on loopback from its verified checkout, and joined to its backend. What a page may do is in
 * window-policy.ts, who may ask for it in window-requests.ts, where it is in window-address.ts.
 */
import { realpath } from 'node:fs/promises'
import path from 'node:path'
import type { PageBackend } from '@comice/runtime/page'
import { PlatformErrors } from '../errors.ts'
import { IMPORT_MAP_HASH } from './import-map.ts'
import { writeLaunchFile } from './launch-file.ts'
import { listenOnLoopback } from './loopback-listener.ts'
import { openPageFile } from './page-file.ts'
import { pathSegments } from './page-path.ts'
import { checkedOrigin, rememberedPort, rememberPort, windowHost } from './window-address.ts'
import { windowHeaders } from './window-policy.ts'
import { type PageRoot, WindowServer } from './window-server.ts'
import { WindowTickets } from './window-tickets.ts'

/** Files of one version of an app. */
export interface PageCheckout {
  /** Folder of the verified checkout. Nothing else in it changes while it is shown. */
  readonly dir: string
  /** What the page is told, to see that it is older than its backend: `<fork>.<length>`. */
  readonly version: string
  /** Path of the page within the checkout; `index.html` when absent. */
  readonly page?: string | undefined
}

export interface AppWindowOptions {
  readonly checkout: PageCheckout
  readonly app: { readonly key: Uint8Array; readonly name: string }
  readonly permissions: {
    /** Origins that the page may connect to, beside its own. */
    readonly net: readonly string[]
  }
  readonly bridge: PageBackend
  /**
   * The window's own folder in the app's storage: its port, its launch file and its browser's data. Who moves, measures
   * or deletes an app's storage has them too.
   */
  readonly dir: string
  /** A page has connected, or is gone: see {@link AppWindow.pages}. */
  readonly onpages?: (() => void) | undefined
}

export interface AppWindowAddress {
  /** Holds the code. */
  readonly url: string
  /** A page of mode 0600 that leads there. */
  readonly launchFile: string
  /** Unix time in ms. */
  readonly expiresAt: number
}

export interface AppWindow extends AsyncDisposable {
  /** `http://<label>.localhost:<port>` */
  readonly origin: string
  /** Where a browser that shows only this app keeps its data. */
  readonly browserDir: string
  /** All hosts that a browser of this app has to reach. */
  readonly hosts: readonly string[]
  /** Pages that are connected now. */
  readonly pages: number
  /** A new address, good for one page that opens within seconds. The page finds `path` in its fragment: `#/path`. */
  open(path?: string): Promise<AppWindowAddress>
  /** Serves another version from now on; connected pages are told when they come back. @throws WINDOW_PAGE_MISSING */
  show(checkout: PageCheckout): Promise<void>
  /** Tells the pages that the app has ended. */
  end(): Promise<void>
}

/** @throws WINDOW_PAGE_MISSING, WINDOW_ORIGIN_INVALID */
export async function startAppWindow(options: AppWindowOptions): Promise<AppWindow> {
  const { app, dir, bridge, onpages } = options
  const net = options.permissions.net.map(checkedOrigin)
  const root = await pageRoot(options.checkout)
  const name = windowHost(app.key)
  const tickets = new WindowTickets()
  let host = name
  let headers = {}
  await using opening = new AsyncDisposableStack()
  const server = new WindowServer(root, {
    tickets,
    backend: bridge,
    host: () => host,
    headers: () => headers,
    onpages,
  })
  const listener = opening.use(await listenOnLoopback(server, await rememberedPort(dir)))
  // Before the listener, which waits for open sockets.
  opening.use(server)
  host = `${name}:${listener.port}`
  const origin = `http://${host}`
  headers = windowHeaders({ origin, net, importMapHash: IMPORT_MAP_HASH })
  await rememberPort(dir, listener.port)
  const open = opening.move()
  return {
    origin,
    browserDir: path.join(dir, 'browser'),
    hosts: [name, ...net.map(({ hostname }) => hostname)],
    get pages() {
      return server.pages
    },
    open: async (path = '/') => {
      const { code, expiresAt } = tickets.createCode()
      const fragment = new URLSearchParams({ code, ...(path === '/' ? {} : { path }) })
      const url = `${origin}/#${fragment.toString()}`
      return { url, launchFile: await writeLaunchFile(dir, app.name, url), expiresAt }
    },
    show: async (checkout) => server.show(await pageRoot(checkout)),
    end: () => server.end(),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

async function pageRoot({ dir, version, page = 'index.html' }: PageCheckout): Promise<PageRoot> {
  const root = await realpath(dir)
  const names = pathSegments(`/${page.split('/').map(encodeURIComponent).join('/')}`)
  await using file = names === null ? null : await openPageFile(root, names)
  if (names === null || file === null) throw PlatformErrors.WINDOW_PAGE_MISSING({ page })
  return { dir: root, page: names, version }
}
