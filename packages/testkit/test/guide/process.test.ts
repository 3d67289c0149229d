// process.test.ts: bob is killed with -9 and comes back.
import { createPeers, spawnPeer, tempDir, topicOf } from '@comice/testkit'
import { expect, test } from 'vitest'
import { shareNotes } from './notes.ts'

const topic = topicOf('notes')

test('bob is killed, comes back, and reads on', async () => {
  await using dir = await tempDir()
  await using peers = await createPeers('alice', { replicate: false })
  const notes = await shareNotes(peers.alice, topic)
  await notes.append('milk')

  const env = {
    BOOTSTRAP: peers.dht.address,
    STORE: dir.path,
    TOPIC: topic.toString('hex'),
    ID: String(notes.id),
  }
  const script = new URL('./reader.ts', import.meta.url)
  await using bob = await spawnPeer({ name: 'bob', script, env })
  await bob.waitForJson(({ note }) => note === 'milk')
  expect(await bob.kill()).toMatchObject({ signal: 'SIGKILL' })

  await notes.append('bread')
  await using again = await spawnPeer({ name: 'bob', script, env })
  await again.waitForJson(({ note }) => note === 'milk')
  await again.waitForJson(({ note }) => note === 'bread')
})
