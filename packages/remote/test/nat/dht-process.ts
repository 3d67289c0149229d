/**
 * An internet's DHT, and a relay, in a process. argv: its address, the number of nodes. Prints `{"event":"ready","relay"}`, with the
 * relay's key; its first node has port 49737.
 */
import { encodeKey } from '@comice/protocol'
// @ts-expect-error -- it has no types, and this is all that is used of it
import relays from 'blind-relay'
import HyperDHT from 'hyperdht'

const [host = '', count = ''] = process.argv.slice(2)
const PORT = 49_737
const bootstrap = [{ host, port: PORT }]

const nodes = [HyperDHT.bootstrapper(PORT, host)]
await nodes[0]?.fullyBootstrapped()
for (let n = 1; n < Number(count); n++) {
  const node = new HyperDHT({ bootstrap, host, port: PORT + n, ephemeral: false, firewalled: false })
  await node.fullyBootstrapped()
  nodes.push(node)
}

interface RelayServer {
  accept(stream: NodeJS.EventEmitter, options: { id: Uint8Array }): NodeJS.EventEmitter
}
const node = new HyperDHT({ bootstrap, host, port: PORT + nodes.length, firewalled: false })
const { Server } = relays as { Server: new (options: object) => RelayServer }
const relay = new Server({
  createStream: (options: object) => node.createRawStream({ ...options, framed: true }),
})
const keyPair = HyperDHT.keyPair()
const server = node.createServer((stream) => {
  stream.on('error', () => undefined)
  relay.accept(stream, { id: stream.remotePublicKey }).on('error', () => undefined)
})
await server.listen(keyPair)
process.stdout.write(`${JSON.stringify({ event: 'ready', relay: encodeKey(keyPair.publicKey) })}\n`)
process.once('SIGTERM', () => process.exit(0))
