/** What a window app's backend gives to its pages. */
import { MAX_PAGE_CHANNELS, STAY_MS } from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'
import { ItemQueue } from '../page/item-queue.ts'
import { receiveFiles } from '../files/receive-files.ts'
import { methodsOf, type PageApi, type PageCall, type PageMethod, serveMethods } from '../page/page.ts'
import type { PageChannel } from '../page/page-channel.ts'
import { node, serveStream } from '../session/session.ts'
import { streamChannel } from '../wire/stream-channel.ts'
import type { WireStream } from '../wire/wire-stream.ts'

export type { PageApi, PageCall, PageMethod }

/** Pages that connected before the app exposed anything, and from then on each as it comes. */
const pages = new ItemQueue<PageChannel>({ windowBytes: MAX_PAGE_CHANNELS })
let isExposed = false

/**
 * Lets the app's pages call the functions of `api`, from now on and until the app ends; pages that are open already
 * have waited for it. It keeps the process alive. Once for each process.
 *
 * ```ts
 * import { expose } from '@comice/runtime'
 *
 * const items: string[] = []
 * const api = {
 *   add: (item: string) => items.push(item),
 *   all: () => items,
 * }
 * export type Api = typeof api
 *
 * expose(api)
 * ```
 *
 * What a page makes of it: `connect<Api>()` of `@comice/runtime/ui`.
 *
 * @throws PAGE_API_INVALID when something in it is no function or has no plain name, EXPOSED_TWICE, NOT_AN_APP
 */
export function expose(api: PageApi): void {
  if (isExposed) throw RuntimeErrors.EXPOSED_TWICE({})
  // What is wrong with it is the caller's to know, at once.
  const methods = methodsOf(api)
  const { closed } = node()
  isExposed = true
  void serveMethods(new Map([...methods, ...receiveFiles()]), pages)
  // Waiting for pages is a reason to stay, as long as there is somebody to send them.
  const staying = setInterval(() => undefined, STAY_MS)
  void closed.then(() => clearInterval(staying))
}

serveStream('page.open', (_, stream) => void takePage(stream))

async function takePage(stream: WireStream): Promise<void> {
  stream.write({})
  await pages.push(streamChannel(stream), 1)
}
