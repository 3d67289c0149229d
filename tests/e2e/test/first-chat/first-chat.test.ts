// first-chat.test.ts: alice and bob, each with a swarm and a store, on a DHT of this process.
import { connect, createPeers, type TestPeer, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { startChat } from './chat-peer.ts'

test('alice and bob talk under the names that they gave themselves', async () => {
  await using peers = await createPeers('alice', 'bob', { replicate: false })
  const heard: string[] = []
  const start = ({ name, swarm, store }: TestPeer) =>
    startChat({
      nickname: `${name}!`,
      swarm,
      store,
      onMessage: (from, text) => heard.push(`${from} ${text}`),
    })
  const alice = await start(peers.alice)
  const bob = await start(peers.bob)

  await connect(peers.alice, peers.bob)
  await waitFor(() => alice.count() === 1 && bob.count() === 1)
  await alice.say('hello bob')
  await bob.say('hello alice')
  expect(heard).toEqual(['alice! hello bob', 'bob! hello alice'])
})
