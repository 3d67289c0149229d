/**
 * A machine in a process of its own, so that its memory and its warnings are its own. argv: a DHT node. Commands by stdin:
 * `allow <key> <what>`, `memory`. Prints one JSON object a line: `ready`, with its key and a port that sends without end;
 * `memory`, with what the process has, bytes, and of what it was warned.
 */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { createPeer, parseHostPort } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import { openProfile } from '@comice/storage'
import { tempDir } from '@comice/testkit'
import { createRemote } from '../../src/index.ts'

const print = (event: string, fields: object = {}) =>
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`)
const warnings: string[] = []
process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`))

await using dir = await tempDir()
await using profile = await openProfile({ dir: dir.path })
await using peer = await createPeer({
  profile,
  network: { bootstrap: [parseHostPort(process.argv[2] ?? '')] },
})
await using remote = await createRemote(peer)

const block = Buffer.alloc(64 * 1024)
const pour = (socket: Socket) => {
  while (socket.writable && socket.write(block));
}
const server = createServer((socket) => {
  socket.on('error', () => undefined).on('drain', () => pour(socket))
  pour(socket)
})
server.listen({ host: '127.0.0.1', port: 0, backlog: 1024 })
await once(server, 'listening')
const { port } = server.address() as AddressInfo
print('ready', { key: encodeKey(peer.identity.device.publicKey), port })

for await (const line of createInterface(process.stdin)) {
  const [command, key = '', what = ''] = line.split(' ')
  if (command === 'allow') {
    await remote.grant({ who: { kind: 'device', key }, what })
    print('allowed')
  } else if (command === 'memory') print('memory', { bytes: process.memoryUsage.rss(), warnings })
}
