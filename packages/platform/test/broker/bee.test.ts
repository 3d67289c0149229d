import { expect, test } from 'vitest'
import { createAppPeers, type TestApp } from './apps.ts'

const program = 'storage-agent'
const connected = (app: TestApp) => app.told<{ event: string }>(({ event }) => event === 'connection')

test('an app puts, reads ranges, deletes, batches and looks back', async () => {
  await using peers = await createAppPeers()
  const app = await (await peers.peer('alice')).start({ program })
  await app.run('bee.open', { as: 'people', name: 'people' })
  for (const key of ['a', 'b', 'c', 'd']) await app.run('bee.put', { as: 'people', key, value: { of: key } })
  const version = await app.run<number>('bee.version', { as: 'people' })
  expect(await app.run('bee.get', { as: 'people', key: 'b' })).toEqual({ of: 'b' })
  expect(await app.run('bee.get', { as: 'people', key: 'z' })).toBeNull()
  expect(await app.run('bee.read', { as: 'people', range: { gt: 'a', lte: 'c' } })).toEqual([
    ['b', { of: 'b' }],
    ['c', { of: 'c' }],
  ])
  expect(await app.run('bee.read', { as: 'people', range: { reverse: true, limit: 1 } })).toEqual([
    ['d', { of: 'd' }],
  ])
  const pairs = [
    ['b', null],
    ['e', 1],
    ['e', 2],
  ]
  expect(await app.run('bee.batch', { as: 'people', pairs, flush: false })).toEqual([null, 2, 2])
  expect(await app.run('bee.get', { as: 'people', key: 'e' })).toBeNull()
  await app.run('bee.batch', { as: 'people', pairs, flush: true })
  expect(await app.run('bee.read', { as: 'people', range: { gte: 'b' } })).toEqual([
    ['c', { of: 'c' }],
    ['d', { of: 'd' }],
    ['e', 2],
  ])
  await app.run('bee.derive', { as: 'old', from: 'people', checkout: version })
  expect(await app.run('bee.get', { as: 'old', key: 'b' })).toEqual({ of: 'b' })
  await expect(app.run('bee.put', { as: 'old', key: 'x', value: 1 })).rejects.toMatchObject({
    code: 'CORE_NOT_WRITABLE',
  })
})

test('a sub holds its own keys', async () => {
  await using peers = await createAppPeers()
  const app = await (await peers.peer('alice')).start({ program })
  await app.run('bee.open', { as: 'all', name: 'all' })
  await app.run('bee.put', { as: 'all', key: 'a', value: 0 })
  await app.run('bee.derive', { as: 'sub', from: 'all', sub: 'inner' })
  await app.run('bee.put', { as: 'sub', key: 'a', value: 1 })
  expect(await app.run('bee.read', { as: 'sub', range: {} })).toEqual([['a', 1]])
  expect(await app.run('bee.get', { as: 'all', key: 'a' })).toBe(0)
})

test('a bee is watched by whom it replicates to', async () => {
  await using peers = await createAppPeers()
  const alice = await (await peers.peer('alice')).start({ program })
  const bob = await (await peers.peer('bob')).start({ program })
  for (const app of [alice, bob]) {
    await app.run('swarm.open', { replicate: true })
    await app.run('swarm.join', { topic: 'bee' })
  }
  await Promise.all([connected(alice), connected(bob)])
  const { id } = await alice.run<{ id: string }>('bee.open', { as: 'people', name: 'people' })
  await alice.run('bee.put', { as: 'people', key: 'b', value: 'first' })
  await bob.run('bee.open', { as: 'copy', key: id })
  expect(await bob.run('bee.get', { as: 'copy', key: 'b' })).toBe('first')
  await bob.run('bee.watch', { as: 'copy', range: { gte: 'b', lt: 'c' } })
  // A change outside of the range is none.
  await alice.run('bee.put', { as: 'people', key: 'z', value: 'elsewhere' })
  await alice.run('bee.put', { as: 'people', key: 'b', value: 'second' })
  expect(await bob.told<{ event: string }>(({ event }) => event === 'changed')).toMatchObject({
    before: 'first',
  })
  expect(await bob.run('bee.get', { as: 'copy', key: 'b' })).toBe('second')
})
