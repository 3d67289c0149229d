/**
 * A peer in a process of its own that knows everybody, driven over stdin and watched over stdout, one JSON object a
 * line. argv: a topic in hex. Commands: `make <blocks>`, `fetch <key> <blocks>`, `open`, `hold`, `say`,
 * `end`.
 */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Duplex } from 'node:stream'
import { openProfile } from '@comice/storage'
import { tempDir } from '@comice/testkit'
import { createPeer } from '../../src/peer/peer.ts'

const [topic = ''] = process.argv.slice(2)
const print = (event: string, fields: object = {}) =>
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`)

await using dir = await tempDir()
await using profile = await openProfile({ dir: dir.path })
await using peer = await createPeer({ profile, network: { public: false } })
peer.acquaintances.vouch(() => true)
peer.network.fastPaths.serve('comice/test', { onstream: (stream) => stream.destroy() })
peer.network.streams.serve('comice/hold', { accepts: () => true, onstream: ({ bytes }) => hold(bytes) })
peer.network.on('connection', ({ segment }) => print('connection', { segment }))
peer.network.join(Buffer.from(topic, 'hex'))
print('ready')

let held: Duplex | null = null

/** Reads, and says nothing by itself. */
function hold(bytes: Duplex): void {
  held = bytes
  bytes.on('error', () => print('cut', { connections: peer.network.connections.size }))
  bytes.on('end', () => print('heard-end'))
  bytes.resume()
}

const BLOCK = Buffer.alloc(64 * 1024, 7)
const pathNow = () => peer.network.status().connections[0]?.path

const commands: Record<string, (...args: string[]) => Promise<void>> = {
  make: async (blocks) => {
    const core = peer.store.get({ name: 'film' })
    await core.append(Array.from({ length: Number(blocks) }, () => BLOCK))
    print('made', { key: Buffer.from(core.key ?? []).toString('hex'), blocks: core.length })
  },
  fetch: async (key = '', blocks = '') => {
    const copy = peer.store.get({ key: Buffer.from(key, 'hex') })
    await copy.ready()
    while (copy.length < Number(blocks)) await once(copy, 'append')
    await copy.download({ start: 0, end: Number(blocks) }).done()
    print('fetched', { path: pathNow(), blocks: copy.contiguousLength })
  },
  open: async () => {
    const [connection] = peer.network.connections.values()
    if (connection === undefined) throw new Error('not connected')
    const startedAt = performance.now()
    const opened = await peer.network.fastPaths.open(connection, { purpose: 'comice/test' })
    print('opened', { code: opened.ok ? 'OK' : opened.code, tookMs: performance.now() - startedAt })
  },
  hold: async () => {
    const [connection] = peer.network.connections.values()
    if (connection === undefined) throw new Error('not connected')
    const opened = await peer.network.streams.open(connection, { purpose: 'comice/hold', bulk: true })
    if (opened.ok) hold(opened.value.bytes)
    print('held', { path: opened.ok ? opened.value.via : opened.code })
  },
  say: async () => {
    held?.write(BLOCK)
    return Promise.resolve()
  },
  end: async () => {
    held?.end(() => print('ended'))
    return Promise.resolve()
  },
}

for await (const line of createInterface(process.stdin)) {
  const [command = '', ...args] = line.split(' ')
  void commands[command]?.(...args)
}
