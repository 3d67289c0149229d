import { type NodeStatus, startHost } from '@comice/host'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { subscribe } from '../../src/index.ts'
import { createLocalClient } from '../../src/node/index.ts'

const OFFLINE = { public: false, local: false }

test('a subscription that begins as the last one ends is not taken for one that lost its connection', async () => {
  await using dir = await tempDir()
  await using host = await startHost({ dir: dir.path, network: OFFLINE })
  await using client = createLocalClient(host.address)
  const { watch } = client.api.status
  for (let round = 0; round < 100; round++) {
    for await (const status of subscribe<undefined, NodeStatus>(watch, undefined)) {
      expect(status.pid).toBe(process.pid)
      break
    }
    // The previous connection closes some turns of the event loop later: begin at each of them in turn.
    for (let turn = 0; turn < round % 10; turn++) await new Promise(setImmediate)
  }
})

test('a subscription ends with SUBSCRIPTION_ENDED when the node does', async () => {
  await using dir = await tempDir()
  await using host = await startHost({ dir: dir.path, network: OFFLINE })
  await using client = createLocalClient(host.address)
  const states = subscribe<undefined, NodeStatus>(client.api.status.watch, undefined)
  await states.next()
  const ending = expect(drain(states)).rejects.toMatchObject({ code: 'SUBSCRIPTION_ENDED' })
  await host.stop('the test')
  await ending
})

async function drain(states: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of states) continue
}
