// partition.test.ts: the network between them fails for a while.
import { createPeers, createUnderlay, topicOf, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { readNotes, shareNotes } from './notes.ts'

const topic = topicOf('notes')

test('what alice writes while bob is cut off reaches him afterwards', async () => {
  await using underlay = createUnderlay()
  await using peers = await createPeers('alice', 'bob', { underlay, replicate: false })
  const notes = await shareNotes(peers.alice, topic)
  await notes.append('milk')
  const copy = readNotes(peers.bob, topic, notes.id)
  await copy.get(0)

  underlay.cut('bob')
  await notes.append('bread')
  await waitFor(() => underlay.counters.lost > 0, { describe: 'the loss of a datagram' })
  expect(copy.length).toBe(1)

  underlay.heal('bob')
  await waitFor(() => copy.length === 2, { describe: "alice's second note" })
})
