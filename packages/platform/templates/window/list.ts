/** A list of texts in a core: what was added is there when the app starts again. */
import { EventEmitter, on } from 'node:events'
import type { Store } from '@comice/runtime'

export interface List {
  /** On the disk when it resolves. */
  add(text: string): Promise<void>
  watch(): AsyncIterable<readonly string[]>
}

const MAX_TEXT_CHARS = 200

export async function openList(store: Store): Promise<List> {
  const core = store.get({ name: 'list', valueEncoding: 'utf-8' })
  await core.ready()
  const items: string[] = []
  for await (const item of core.createReadStream()) items.push(item)
  const changes = new EventEmitter()

  return {
    async add(text) {
      const item = text.trim().slice(0, MAX_TEXT_CHARS)
      if (item === '') throw Object.assign(new Error('an item needs a text'), { code: 'ITEM_EMPTY' })
      await core.append(item)
      items.push(item)
      changes.emit('change')
    },
    async *watch() {
      const changed = on(changes, 'change')
      yield [...items]
      for await (const _ of changed) yield [...items]
    },
  }
}
