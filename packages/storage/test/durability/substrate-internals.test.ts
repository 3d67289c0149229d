/* eslint-disable @typescript-eslint/unbound-method -- this file only looks at methods, and calls none of them unbound. */
import { createRequire } from 'node:module'
import Corestore from 'corestore'
import HypercoreStorage from 'hypercore-storage'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import {
  recordKind,
  type CorestoreStorage,
  type SharedCore,
} from '../../src/durability/substrate-internals.ts'

const require = createRequire(import.meta.url)

interface Keys {
  core: Record<'auth' | 'group' | 'head' | 'dependency' | 'hints', (pointer: number) => Uint8Array> &
    Record<'block' | 'tree', (pointer: number, index: number) => Uint8Array>
  store: { head: () => Uint8Array; core: (discoveryKey: Uint8Array) => Uint8Array }
}
const keys = require('hypercore-storage/lib/keys.js') as Keys

const POINTERS = [
  0,
  1,
  2,
  3,
  4,
  250,
  251,
  252,
  253,
  255,
  256,
  65_535,
  65_536,
  4_294_967_295,
  4_294_967_296,
  2 ** 48,
]

test('the key of a signed head is known by its data pointer, however large', () => {
  for (const pointer of POINTERS) {
    expect(recordKind(keys.core.head(pointer))).toEqual({ kind: 'head', dataPointer: pointer })
    expect(recordKind(keys.core.auth(pointer))).toEqual({ kind: 'auth' })
  }
})

test('no other key of the store is taken for a head or for keys', () => {
  const others = [
    keys.store.head(),
    keys.store.core(Buffer.alloc(32)),
    keys.store.core(Buffer.from('0300'.padEnd(64, '0'), 'hex')),
  ]
  for (const pointer of POINTERS) {
    others.push(keys.core.group(pointer), keys.core.dependency(pointer), keys.core.hints(pointer))
    for (const index of POINTERS) others.push(keys.core.block(pointer, index), keys.core.tree(pointer, index))
  }
  for (const key of others) expect(recordKind(key)).toEqual({ kind: 'other' })
  expect(recordKind(new Uint8Array(0))).toEqual({ kind: 'other' })
  expect(recordKind(Uint8Array.of(4, 0xfe, 1))).toEqual({ kind: 'other' })
})

test('every write of the store goes through the write batches of its database state', async () => {
  await using dir = await tempDir()
  const storage = new HypercoreStorage(dir.join('store'))
  const { rocks, db, _maybeRecoverLater } = storage as unknown as CorestoreStorage
  expect(db.flush).toBeTypeOf('function')
  expect(db.closed).toBe(false)
  expect(_maybeRecoverLater).toBeTypeOf('function')
  let batches = 0
  const { createWriteBatch } = rocks._state
  rocks._state.createWriteBatch = function (this: typeof rocks._state, ...args) {
    const batch = createWriteBatch.apply(this, args)
    expect(batch._operations).toEqual([])
    expect(batch.flush).toBeTypeOf('function')
    expect(batch.destroy).toBeTypeOf('function')
    batches++
    return batch
  }
  const store = new Corestore(storage)
  const core = store.get({ name: 'a' })
  await core.append('x')
  const { stats } = storage.rocks
  expect(batches).toBeGreaterThan(0)
  expect(stats.writeBatches).toBe(batches)
  await store.close()
})

test('an open core has the parts that tell own heads from others', async () => {
  await using dir = await tempDir()
  const store = new Corestore(dir.join('store'))
  const seen: unknown[] = []
  store.watch((core) => seen.push(core))
  const session = store.get({ name: 'a' })
  await session.ready()
  const core = seen[0] as SharedCore
  expect(seen).toHaveLength(1)
  expect((store as unknown as { cores: { map: Map<string, unknown> } }).cores.map.values().next().value).toBe(
    core,
  )
  expect(core.sessionStates).toContain(core.state)
  expect(core.state?.storage?.core.dataPointer).toBeTypeOf('number')
  expect(core.state?.isDefault()).toBe(true)
  expect(core.state?.isSnapshot()).toBe(false)
  expect(core.state?._verifyBlock).toBeTypeOf('function')
  expect(core.state?.commit).toBeTypeOf('function')
  expect(core.state?.createWriteBatch).toBeTypeOf('function')
  for (const part of ['_verifyBlock', 'commit', '_overwrite', 'createWriteBatch'])
    expect(Object.hasOwn(core.state ?? {}, part)).toBe(false)
  expect(core.header?.keyPair).not.toBeNull()
  await store.close()
})

test('a commit writes its head in one method, into a transaction that it makes there, with the signature it was given', () => {
  const SessionState = require('hypercore/lib/session-state.js') as { prototype: object }
  const source = SessionState.prototype.constructor.toString()
  const overwrite = /async _overwrite\(source, fork, length, treeLength, signature\) \{[^]*?\n  \}\n/.exec(
    source,
  )?.[0]
  expect(overwrite?.match(/createWriteBatch\(\)/g)).toHaveLength(1)
  expect(overwrite?.match(/setHead\(/g)).toHaveLength(1)
  expect(source.match(/this\._overwrite\(/g)).toHaveLength(1)
})
