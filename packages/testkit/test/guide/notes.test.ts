// notes.test.ts: two peers in this process.
import { createPeers, topicOf } from '@comice/testkit'
import { expect, test } from 'vitest'
import { readNotes, shareNotes } from './notes.ts'

const topic = topicOf('notes')

test('bob reads what alice wrote', async () => {
  await using peers = await createPeers('alice', 'bob', { replicate: false })
  const notes = await shareNotes(peers.alice, topic)
  await notes.append('milk')

  const copy = readNotes(peers.bob, topic, notes.id)
  expect(String(await copy.get(0))).toBe('milk')
})
