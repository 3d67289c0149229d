/** The backend: keeps the list, and gives the page functions to call. It runs confined, without the network. */
import { expose, Store } from '@comice/runtime'
import { openList } from './list.ts'

const list = await openList(new Store())

const api = {
  add: (text: string) => list.add(text),
  /** The whole list, now and whenever it changes. */
  watch: () => list.watch(),
}

/** What the page may call; the page imports this type, and nothing else of the backend. */
export type Api = typeof api

expose(api)
