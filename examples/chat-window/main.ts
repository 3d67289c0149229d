// comice run . -- alice: the chat in a window. Everybody who runs it is in one room; this is its backend.
import { app, expose, Store, Swarm, teardown } from '@comice/runtime'
import { openRoom } from './room.ts'

const swarm = new Swarm()
teardown(() => swarm.destroy())
const room = await openRoom({ store: new Store(), swarm }, app.args[0])

const api = {
  say: (text: string) => room.say(text),
  rename: (name: string) => room.rename(name),
  /** What the page shows, now and whenever it changes. */
  watch: () => room.watch(),
}

/** What the page may call; it imports this type, and nothing else of the backend. */
export type Api = typeof api

expose(api)
