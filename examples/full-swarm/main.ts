// comice run . --trust "Full swarm" -- alice: plain Node with its own hyperswarm and corestore; its user typed its name.
import path from 'node:path'
import { app, sanitizeText, teardown } from '@comice/runtime'
import Corestore from 'corestore'
import Hypercore from 'hypercore'
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'

const MAX_TEXT_CHARS = 200

// Without an address it is everybody's DHT; `127.0.0.1:49737` would be one on this machine alone.
const [name = 'somebody', bootstrap] = app.args
const isLocal = bootstrap?.startsWith('127.') === true
const dht = new HyperDHT({
  ...(bootstrap !== undefined && { bootstrap: [bootstrap] }),
  ...(isLocal && { host: '127.0.0.1' }),
})
const store = new Corestore(path.join(app.storage, 'cores'))
const keyPair = await store.createKeyPair('me')
const swarm = new Hyperswarm({ dht, keyPair })
teardown(() => swarm.destroy(), { position: 0 })
teardown(() => store.close(), { position: 1 })

// The core is signed with the swarm's key, so whoever meets us knows which core is ours.
const mine = store.get({ keyPair, valueEncoding: 'utf-8' })
await mine.ready()
if (mine.length === 0) await mine.append(`hello, I am ${name}`)

swarm.on('connection', (connection) => {
  connection.on('error', () => undefined)
  store.replicate(connection)
  const theirs = store.get({ key: Hypercore.key(connection.remotePublicKey), valueEncoding: 'utf-8' })
  theirs.get(0).then(
    (text) => console.log(sanitizeText(String(text).slice(0, MAX_TEXT_CHARS))),
    (error: unknown) => console.error(String(error)),
  )
})
await swarm.join(Buffer.alloc(32, 'comice-example-full-swarm')).flushed()
console.log(`${name} is there, confined by: ${app.layers.join(', ') || 'nothing'}`)
