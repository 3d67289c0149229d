/** Deep links that were opened while the app runs. */
import { onNodeEvent } from '../session/events.ts'
import { Feed } from '../session/feed.ts'

export interface Wakeup {
  /** The whole link, `pear://…`. */
  readonly link: string
  /** Its path, `/` without one. A stranger's text. */
  readonly path: string
}

const feed = new Feed<Wakeup>()
let isListening = false

/**
 * The links, one by one. The link that started the app is `app.link`.
 *
 * ```ts
 * import { wakeups } from '@comice/runtime'
 *
 * for await (const { path } of wakeups) console.log(`show ${path}`)
 * ```
 */
export const wakeups: AsyncIterable<Wakeup> = {
  [Symbol.asyncIterator]() {
    const iterator = feed[Symbol.asyncIterator]()
    if (!isListening) onNodeEvent('wakeup', ({ link }) => feed.push(wakeupOf(link as string)))
    isListening = true
    return iterator
  },
}

function wakeupOf(link: string): Wakeup {
  const path = /^pear:\/\/[^/?#]*([^?#]*)/u.exec(link)?.[1] ?? ''
  return { link, path: path === '' ? '/' : path }
}
