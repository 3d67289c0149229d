import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { app, exit, expose, restart, teardown, wakeups, worker } from '@comice/runtime'
import type { Sums } from './sums.ts'

/** Another one for each process; in a sandbox they all have the same id. */
const self = randomUUID()
const links: string[] = []
const sums = worker<Sums>('/sums.ts')

const api = {
  hello: (name: string) => `hello ${name}, I am ${self}`,
  add: (a: number, b: number) => sums.remote.add(a, b),
  links: () => links,
  restart: () => restart(),
  exit: () => void exit(),
  crash: () => setImmediate(() => process.abort()),
  uptimeMs: () => process.uptime() * 1000,
  say: (text: string) => console.log(text),
}
export type Api = typeof api

teardown(() => writeFile(path.join(app.storage, 'torn-down'), ''))
expose(api)
for await (const { path: to } of wakeups) links.push(to)
