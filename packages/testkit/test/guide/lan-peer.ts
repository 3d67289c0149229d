// lan-peer.ts: a peer on a LAN. The first one brings the DHT.
import { createTestDht } from '@comice/testkit'
import Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'
import { readNotes, shareNotes } from './notes.ts'

const { ADDRESS = '', FIRST = '', STORE = '', TOPIC = '', ID = '' } = process.env
const isFirst = ADDRESS === FIRST
if (isFirst) await createTestDht({ host: ADDRESS, port: 49737 })
const dht = new HyperDHT({ bootstrap: [`${FIRST}:49737`], host: ADDRESS })
const peer = { swarm: new Hyperswarm({ dht }), store: new Corestore(STORE) }
const topic = Buffer.from(TOPIC, 'hex')

if (isFirst) {
  const notes = await shareNotes(peer, topic)
  await notes.append('milk')
  console.log(JSON.stringify({ id: notes.id }))
} else {
  const notes = readNotes(peer, topic, ID)
  console.log(JSON.stringify({ note: String(await notes.get(0)) }))
}
