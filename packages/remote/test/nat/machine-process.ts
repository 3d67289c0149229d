/**
 * A machine in a process of its own, driven over stdin and watched over stdout, one JSON object a line. argv: a DHT node, and
 * the key of a relay if there is one.
 * Commands: `allow <key> <what>`, `know <key>`, `exec <argv …>`, `fetch <target>`: the first bytes that come from there.
 */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { createPeer, parseHostPort } from '@comice/core'
import { decodeKey, encodeKey } from '@comice/protocol'
import { openProfile } from '@comice/storage'
import { tempDir } from '@comice/testkit'
import { createRemote } from '../../src/index.ts'
import { nextText, textOf } from '../remote-peers.ts'

const print = (event: string, fields: object = {}) =>
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`)

await using dir = await tempDir()
await using profile = await openProfile({ dir: dir.path })
const [, , node = '', relay] = process.argv
const relays = relay === undefined ? [] : [decodeKey(relay)]
await using peer = await createPeer({ profile, network: { bootstrap: [parseHostPort(node)], relays } })
await using remote = await createRemote(peer)
const server = createServer((socket) => socket.end('here I am'))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
print('ready', { key: encodeKey(peer.identity.device.publicKey), port })

const commands: Record<string, (...args: string[]) => Promise<void>> = {
  allow: async (key = '', what = '') => {
    await remote.grant({ who: { kind: 'device', key }, what })
    print('allowed')
  },
  know: async (key = '') => {
    await remote.peers.add('alice', key)
    print('known')
  },
  exec: async (...argv) => {
    await using command = await remote.exec('alice', { argv: argv as [string, ...string[]] })
    const text = await textOf(command.stdout)
    const { isRelayed } = await remote.info('alice')
    print('said', { text, exit: await command.exit, isRelayed })
  },
  fetch: async (target = '') => {
    const { bytes } = await remote.connect('alice', target)
    print('fetched', { text: await nextText(bytes) })
    bytes.destroy()
  },
}

for await (const line of createInterface(process.stdin)) {
  const [command = '', ...args] = line.split(' ')
  commands[command]?.(...args).catch((error: Error) => print('failed', { command, error: error.message }))
}
