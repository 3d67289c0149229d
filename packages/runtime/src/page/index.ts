/**
 * Between an app's pages and its backend: the backend's end, the channel that joins them, and what the node needs to
 * relay it. Browser-safe; Node needs nothing of it either.
 *
 * @module
 */
export { MAX_PAGE_MESSAGE_BYTES, PAGE_CLOSE, PAGE_VERSION } from '../constants.ts'
export { createChannelPair } from './channel-pair.ts'
export { ItemQueue, type ItemQueueOptions } from './item-queue.ts'
export { type PageApi, type PageCall, type PageMethod, servePage, servePages } from './page.ts'
export type { PageBackend, PageChannel } from './page-channel.ts'
export { decodePageHello, encodePageWelcome } from './page-wire.ts'
// A page without a browser: for tests.
export type { Browser } from '../ui/browser.ts'
export { connectFrom, type ConnectOptions, type Page } from '../ui/connect.ts'
export type { PageState } from '../ui/page-socket.ts'
export type { Remote, Subscription } from '../ui/remote.ts'
