/** A list of texts in a core: what was added is there when the app starts again. */
import { EventEmitter, on } from 'node:events'
import type { Store } from '@comice/runtime'

export interface List {
  /** On the disk when it resolves. */
  add(text: string): Promise<void>
  /** All of it, now and whenever it changes, until the signal aborts. */
  watch(signal: AbortSignal): AsyncIterable<readonly string[]>
}

const MAX_TEXT_CHARS = 200

export async function openList(store: Store): Promise<List> {
  const core = store.get({ name: 'list', valueEncoding: 'utf-8' })
  await core.ready()
  const items: string[] = []
  for await (const item of core.createReadStream()) items.push(item)
  // As many listeners as there are pages.
  const changes = new EventEmitter().setMaxListeners(0)

  return {
    async add(text) {
      const item = text.trim().slice(0, MAX_TEXT_CHARS)
      if (item === '') throw Object.assign(new Error('an item needs a text'), { code: 'ITEM_EMPTY' })
      await core.append(item)
      items.push(item)
      changes.emit('change', [...items])
    },
    async *watch(signal) {
      const changed = on(changes, 'change', { signal })
      yield [...items]
      for await (const [now] of changed) yield now as readonly string[]
    },
  }
}
