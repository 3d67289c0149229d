/// <reference types="@comice/holepunch-types" />
/** A program on the bare stack that starts: store, swarm, then its rooms. argv: folder, host:port. */
import path from 'node:path'
import { readFile } from 'node:fs/promises'
import Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'
import { openBareRoom } from '../peers/bare-room.ts'

const [dir = '', address = ''] = process.argv.slice(2)
const [host = '', port = ''] = address.split(':')
const store = new Corestore(path.join(dir, 'store'))
await store.ready()
const dht = new HyperDHT({
  bootstrap: [{ host, port: Number(port) }],
  host: '127.0.0.1',
  ephemeral: true,
  firewalled: false,
  port: [0, 0],
})
const swarm = new Hyperswarm({ dht })
await swarm.listen()
console.log('ready')

const text = await readFile(path.join(dir, 'rooms.json'), 'utf8').catch(() => '[]')
for (const room of JSON.parse(text) as { key: string; encryptionKey: string; namespace: string }[]) {
  const base = await openBareRoom(store.namespace(room.namespace), {
    key: Buffer.from(room.key, 'hex'),
    encryptionKey: Buffer.from(room.encryptionKey, 'hex'),
    isFastForward: true,
  })
  if (base.discoveryKey !== null) swarm.join(base.discoveryKey)
}
console.log('rooms open')
