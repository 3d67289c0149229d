/** The backend: keeps the list, and gives the page functions to call. It runs confined, without the network. */
import { expose, type PageCall, Store } from '@comice/runtime'
import { openList } from './list.ts'

const list = await openList(new Store())

const api = {
  add: (text: string) => list.add(text),
  /** The whole list, now and whenever it changes, until the page leaves it. */
  watch(this: PageCall) {
    return list.watch(this.signal)
  },
}

/** What the page may call; the page imports this type, and nothing else of the backend. */
export type Api = typeof api

expose(api)
