/** An app that writes, shares, fetches and reads a core through its broker, as it is told on stdin, line by line. */
import { createInterface } from 'node:readline'
import { Store, Swarm } from '@comice/runtime'

const store = new Store()
const swarm = new Swarm()
const met = Promise.withResolvers()
swarm.on('connection', (connection) => void store.replicate(connection).then(met.resolve, met.reject))

let core = null

const actions = {
  open: async ({ key }) => {
    core = store.get(key === undefined ? { name: 'bench' } : { key })
    await core.ready()
    return core.id
  },
  join: async ({ topic, server }) => {
    await swarm.join(Buffer.from(topic, 'hex'), { server, client: !server }).flushed()
    if (!server) await met.promise
  },
  fill: async ({ blocks, bytes }) => {
    const block = Buffer.alloc(bytes, 'pear')
    for (let at = 0; at < blocks; at += 8) await core.append(Array.from({ length: 8 }, () => block))
  },
  download: ({ blocks }) => core.download({ start: 0, end: blocks }),
  append: async ({ blocks, bytes }) => {
    const block = Buffer.alloc(bytes, 'pear')
    for (let at = 0; at < blocks; at++) await core.append(block)
  },
  get: async ({ blocks }) => {
    for (let at = 0; at < blocks; at++) await core.get(core.length - 1 - at)
  },
  getMany: async ({ blocks }) => {
    await Promise.all(Array.from({ length: blocks }, (_, at) => core.get(core.length - 1 - at)))
  },
}

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { action, ...input } = JSON.parse(line)
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  try {
    const value = await actions[action](input)
    const ms = performance.now() - startedAt
    const { user, system } = process.cpuUsage(cpu)
    console.log(JSON.stringify({ value, ms, cpuMs: (user + system) / 1000 }))
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.stack) }))
  }
})
