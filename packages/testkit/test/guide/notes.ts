// notes.ts: the program under test. It knows hyperswarm and corestore, and nothing of tests.
import type Corestore from 'corestore'
import type Hyperswarm from 'hyperswarm'

export interface Peer {
  swarm: Hyperswarm
  store: Corestore
}

/** Shares a list of notes with everybody who joins the topic. */
export async function shareNotes({ swarm, store }: Peer, topic: Uint8Array) {
  const notes = store.get({ name: 'notes' })
  await notes.ready()
  swarm.on('connection', (connection) => store.replicate(connection))
  await swarm.join(topic, { server: true, client: false }).flushed()
  return notes
}

/** Reads the notes of somebody else. */
export function readNotes({ swarm, store }: Peer, topic: Uint8Array, id: string | null) {
  swarm.on('connection', (connection) => store.replicate(connection))
  swarm.join(topic, { server: false, client: true })
  return store.get({ key: id })
}
