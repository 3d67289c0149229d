// reader.ts: bob as a process of his own. It prints one JSON line for each note.
import Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'
import { readNotes } from './notes.ts'

const { BOOTSTRAP = '', STORE = '', TOPIC = '', ID = '' } = process.env
const dht = new HyperDHT({ bootstrap: [BOOTSTRAP], host: '127.0.0.1' })
const peer = { swarm: new Hyperswarm({ dht }), store: new Corestore(STORE) }
const notes = readNotes(peer, Buffer.from(TOPIC, 'hex'), ID)

for await (const note of notes.createReadStream({ live: true })) {
  console.log(JSON.stringify({ note: String(note) }))
}
