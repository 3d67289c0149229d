/** An app that does what the test tells it, line by line on stdin, and answers on stdout. */
import { createInterface } from 'node:readline'
import { Store, Swarm, type Core, type SwarmConnection } from '@comice/runtime'

/** What actions take; each takes a few of them. */
export interface Values {
  as: string
  checkout: number
  executable: boolean | undefined
  flush: boolean
  folder: string
  from: string
  id: string | undefined
  key: string
  name: string
  pairs: [key: string, value: unknown][]
  range: object
  repeat: number | undefined
  sub: string | undefined
  value: unknown
  blocks: string | string[]
  bytes: number
  end: number
  index: number
  length: number
  replicate: boolean
  start: number
  text: string
  topic: string
}

export type Action = (params: Values) => unknown

const store = new Store()
const cores = new Map<string, Core<'utf-8'>>()
let swarm: Swarm | null = null
let connections: SwarmConnection[] = []

export function tell(event: object): void {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}

function coreOf(as: string): Core<'utf-8'> {
  const core = cores.get(as)
  if (core === undefined) throw new Error(`no core ${as}`)
  return core
}

const actions: Record<string, Action> = {
  'core.open': async ({ as, ...options }) => {
    const core = store.get({ ...(options as object), valueEncoding: 'utf-8' })
    cores.set(as, core)
    core.on('append', () => tell({ event: 'append', as, length: core.length }))
    core.on('truncate', (length, fork) => tell({ event: 'truncate', as, length, fork }))
    core.on('close', () => tell({ event: 'close', as }))
    await core.ready()
    return { id: core.id, length: core.length, writable: core.writable }
  },
  'core.append': async ({ as, blocks }) => coreOf(as).append(blocks),
  'core.get': async ({ as, index, ...options }) => coreOf(as).get(index, options as object),
  'core.read': async ({ as, ...options }) => {
    const blocks: string[] = []
    for await (const block of coreOf(as).createReadStream(options)) blocks.push(block)
    return blocks
  },
  'core.has': async ({ as, start, end }) => coreOf(as).has(start, end),
  'core.length': ({ as }) => coreOf(as).length,
  'core.truncate': async ({ as, length }) => coreOf(as).truncate(length),
  'core.clear': async ({ as, start, end }) => coreOf(as).clear(start, end),
  'core.close': async ({ as }) => coreOf(as).close(),
  'swarm.open': async ({ replicate }) => {
    swarm = new Swarm()
    swarm.on('connection', (connection) => {
      connections.push(connection)
      connection.on('close', () => {
        connections = connections.filter((other) => other !== connection)
        tell({ event: 'disconnected' })
      })
      if (replicate === true) void store.replicate(connection)
      tell({ event: 'connection', peer: connection.remotePublicKey.toString('hex') })
    })
    await swarm.ready()
    return { publicKey: swarm.publicKey?.toString('hex') }
  },
  'swarm.join': async ({ topic, ...options }) => {
    const discovery = swarm?.join(Buffer.alloc(32, topic), options as object)
    await discovery?.flushed()
  },
  'swarm.destroy': async () => swarm?.destroy(),
  'connection.listen': () => {
    for (const connection of connections)
      connection.on('data', (chunk: Buffer) => tell({ event: 'data', text: chunk.toString() }))
  },
  'connection.exactly': async ({ bytes }) => {
    const chunk = await connections[0]?.readExactly(bytes)
    return { text: chunk?.toString() ?? null }
  },
  'connection.write': ({ text }) => {
    for (const connection of connections) connection.write(text)
  },
  'connection.flood': ({ bytes }) => {
    // Writes as fast as the stream takes it and says how much it took.
    const [connection] = connections
    let written = 0
    const chunk = Buffer.alloc(64 * 1024)
    const write = () => {
      while (written < bytes) {
        written += chunk.length
        if (connection?.write(chunk) === false) return void connection.once('drain', write)
      }
      tell({ event: 'flooded', written })
    }
    write()
  },
  'connection.count': ({ bytes }) => {
    let counted = 0
    connections[0]?.on('data', (chunk: Buffer) => {
      counted += chunk.length
      if (counted >= bytes) tell({ event: 'counted', counted })
    })
  },
}

export function define(more: Record<string, Action>): void {
  Object.assign(actions, more)
}

async function perform(line: string): Promise<void> {
  const { id, action, params } = JSON.parse(line) as { id: number; action: string; params: Values }
  try {
    const perform = actions[action]
    if (perform === undefined) throw new Error(`no action ${action}`)
    const result = (await perform(params)) as object | undefined
    tell({ id, result: result ?? null })
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    tell({ id, error: { code: code ?? 'NO_CODE', message } })
  }
}

createInterface({ input: process.stdin }).on('line', (line) => void perform(line))
