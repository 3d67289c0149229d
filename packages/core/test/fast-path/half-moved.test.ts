/** alice moves by hand, and breaks off in the middle. */
import { tempDir, waitFor } from '@comice/testkit'
import c from 'compact-encoding'
import Corestore from 'corestore'
import { expect, test } from 'vitest'
import { REPLICATION_PURPOSE } from '../../src/constants.ts'
import { ReplicationPaths } from '../../src/fast-path/replication-paths.ts'
import { replicateOn } from '../../src/fast-path/store-session.ts'
import { silentLogger } from '../../src/peer/logger.ts'
import { linkNetworks } from './linked-networks.ts'

/** So that whoever opens the store has the core, and does not look for it. */
async function storeBlocks(path: string, blocks: string[]): Promise<Uint8Array | null> {
  const store = new Corestore(path)
  const core = store.get({ name: 'stored' })
  await core.append(blocks)
  const { key } = core
  await store.close()
  return key
}

test('an end that had not moved yet asks again for what it wants when the other one is back', async () => {
  await using stack = new AsyncDisposableStack()
  const dir = stack.use(await tempDir())
  const key = await storeBlocks(dir.join('alice'), ['one', 'two'])
  const open = (name: string) => stack.adopt(new Corestore(dir.join(name)), (store) => store.close())
  const [storeOfAlice, storeOfBob] = [open('alice'), open('bob')]
  const { alice, bob, atAlice, atBob } = stack.use(await linkNetworks())
  new ReplicationPaths({ network: bob, store: storeOfBob, logger: silentLogger }).attach(atBob)
  const leave = replicateOn(storeOfAlice, atAlice.mux)
  const copy = storeOfBob.get({ key })
  expect(String(await copy.get(0))).toBe('one')

  const opened = await alice.fastPaths.open(atAlice, {
    purpose: REPLICATION_PURPOSE,
    data: c.encode(c.uint, 1000),
  })
  if (!opened.ok) throw new Error(opened.code)
  const { value: path } = opened
  replicateOn(storeOfAlice, path.mux())
  // What says that alice has moved is lost with the path.
  leave()
  path.destroy()
  await path.closed
  const wanted = copy.get(1, { timeout: 20_000 })
  // bob has seen it too, and asks nobody.
  await waitFor(() => !bob.fastPaths.has(atBob, REPLICATION_PURPOSE))
  atAlice.mux.createChannel({ protocol: 'comice/replication/1' })?.open()
  replicateOn(storeOfAlice, atAlice.mux)
  expect(String(await wanted)).toBe('two')
})
