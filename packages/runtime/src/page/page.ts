/**
 * The backend's end: an object of functions that the app's pages may call.
 *
 * ```ts
 * import { createChannelPair, servePage } from '@comice/runtime/page'
 *
 * const api = {
 *   greet: (name: string) => `hello ${name}`,
 *   async *count(to: number) {
 *     for (let at = 1; at <= to; at += 1) yield at
 *   },
 * }
 * export type Api = typeof api
 *
 * const [nodeEnd, backendEnd] = createChannelPair()
 * const served = servePage(api, backendEnd)
 * nodeEnd.close()
 * await served
 * ```
 */
import { RuntimeErrors } from '../errors.ts'
import type { PageChannel } from './page-channel.ts'
import { PageServer } from './page-server.ts'

/**
 * A method that pages may call. It gives a value, a promise of one, or an async iterable, which becomes a
 * subscription: it is asked for the next item when the page has room, and returned when the page leaves it.
 * `this` is a {@link PageCall}.
 */
export type PageMethod = (this: PageCall, ...args: never[]) => unknown

/** What a method knows of its call. */
export interface PageCall {
  /** Aborts when the page gives the call up or goes away. */
  readonly signal: AbortSignal
}

export type PageApi = Readonly<Record<string, PageMethod>>

/** Methods by name: what a page asks for is looked up here and on no object, so nothing inherited is found. */
export type PageMethods = ReadonlyMap<string, PageMethod>

const METHOD_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/

/** Serves every page that comes, until no more come. @throws PAGE_API_INVALID */
export function servePages(api: PageApi, pages: AsyncIterable<PageChannel>): Promise<void> {
  return serveMethods(methodsOf(api), pages)
}

/** The same with methods that were looked at. */
export async function serveMethods(methods: PageMethods, pages: AsyncIterable<PageChannel>): Promise<void> {
  const serving = new Set<Promise<void>>()
  for await (const page of pages) {
    const served: Promise<void> = new PageServer(methods, page).run().finally(() => serving.delete(served))
    serving.add(served)
  }
  await Promise.all(serving)
}

/** Serves one page until it, or the channel, is gone. Never rejects for what the page does. @throws PAGE_API_INVALID */
export async function servePage(api: PageApi, page: PageChannel): Promise<void> {
  await new PageServer(methodsOf(api), page).run()
}

/** @throws PAGE_API_INVALID */
export function methodsOf(api: PageApi): PageMethods {
  const methods = new Map<string, PageMethod>()
  for (const [name, method] of Object.entries(api)) {
    if (!METHOD_NAME.test(name))
      throw RuntimeErrors.PAGE_API_INVALID({ name, reason: 'its name is not one of letters, digits and _' })
    // A page's stand-in for the backend would look like a promise, and `await` would call this.
    if (name === 'then')
      throw RuntimeErrors.PAGE_API_INVALID({ name, reason: 'the name is that of a promise' })
    if (typeof method !== 'function')
      throw RuntimeErrors.PAGE_API_INVALID({ name, reason: 'it is not a function' })
    methods.set(name, method)
  }
  return methods
}
