/** The list's backend: what its page may call. */
import { ItemQueue } from '@comice/runtime/page'

export interface ListApi {
  add(text: string): number
  /** The whole list, now and whenever it changes. */
  watch(): AsyncIterable<readonly string[]>
  /** So many bytes in pieces of 64 KiB, as fast as they are taken. */
  bytes(count: number): AsyncIterable<Uint8Array>
  /** How many of those were made. */
  made(): number
  fail(): never
}

export function createList(): ListApi {
  const items: string[] = []
  const watchers = new Set<ItemQueue<readonly string[]>>()
  let made = 0
  return {
    add: (text) => {
      if (text.trim() === '') throw Object.assign(new Error('an item needs a text'), { code: 'ITEM_EMPTY' })
      items.push(text)
      for (const watcher of watchers) void watcher.push([...items], 1)
      return items.length
    },
    watch: () => {
      const watcher: ItemQueue<readonly string[]> = new ItemQueue({
        windowBytes: Number.POSITIVE_INFINITY,
        onLeft: () => watchers.delete(watcher),
      })
      watchers.add(watcher)
      void watcher.push([...items], 1)
      return watcher
    },
    bytes: async function* (count) {
      const block = new Uint8Array(64 * 1024)
      for (made = 0; made < count; made += block.length) yield block
    },
    made: () => made,
    fail: () => {
      throw Object.assign(new Error('this never works'), { code: 'NEVER_WORKS' })
    },
  }
}
