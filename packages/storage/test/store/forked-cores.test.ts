/** A core of which two histories are signed is known for it, and the parts of hypercore that this rests on are there. */
import { tempDir } from '@comice/testkit'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import { openProfile } from '../../src/index.ts'
import { isForkedCore, onForkedCore } from '../../src/store/forked-cores.ts'

/** A core here and one in another store, with the same key and another block. */
async function setUp() {
  const scope = new AsyncDisposableStack()
  const dir = scope.use(await tempDir('forked'))
  const profile = scope.use(await openProfile({ dir: `${dir.path}/profile` }))
  const elsewhere = new Corestore(`${dir.path}/elsewhere`)
  scope.defer(() => elsewhere.close())
  const core = elsewhere.get({ name: 'two-faced' })
  await core.append('one thing')
  const twins = new Corestore(`${dir.path}/twin`)
  scope.defer(() => twins.close())
  const twin = twins.get({ keyPair: core.keyPair as never, manifest: core.manifest })
  await twin.append(['another thing', 'and more'])
  expect(Buffer.from(twin.key!)).toEqual(Buffer.from(core.key!))
  return { dir, profile, elsewhere, twins, key: core.key!, [Symbol.asyncDispose]: () => scope.disposeAsync() }
}

function connect(one: Corestore, other: Corestore): () => void {
  const [there, here] = [one.replicate(true), other.replicate(false)]
  for (const stream of [there, here]) stream.on('error', () => undefined)
  there.pipe(here).pipe(there)
  return () => there.destroy()
}

test('two histories of a core mark it for good, and no other', async () => {
  await using set = await setUp()
  const { store } = set.profile
  const other = store.get({ name: 'honest' })
  await other.append('a thing')
  let marks = 0
  onForkedCore(store.namespace('room'), () => marks++)
  const core: Hypercore = store.get({ key: set.key })
  const toOne = connect(set.elsewhere, store)
  expect(String(await core.get(0))).toBe('one thing')
  expect(await isForkedCore(store, set.key)).toBe(false)

  const isClosed = new Promise((resolve) => core.once('close', resolve as () => void))
  const toOther = connect(set.twins, store)
  await isClosed
  toOne()
  toOther()
  expect(await isForkedCore(store, set.key)).toBe(true)
  expect(await isForkedCore(store, other.key!)).toBe(false)
  expect(marks).toBe(1)
  await set.profile.close()

  await using again = await openProfile({ dir: `${set.dir.path}/profile` })
  expect(await isForkedCore(again.store, set.key)).toBe(true)
})
