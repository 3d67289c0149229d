import { app, expose } from '@comice/runtime'

const items: string[] = []
const api = {
  version: () => app.version,
  add: (item: string) => items.push(item),
  all: () => items,
}
export type Api = typeof api

expose(api)
