import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createAppPeers } from './apps.ts'

test('an app appends, reads and finds its blocks again in the next run', async () => {
  await using peers = await createAppPeers()
  const alice = await peers.peer('alice')
  const first = await alice.start()
  expect(await first.run('core.open', { as: 'diary', name: 'diary' })).toMatchObject({
    length: 0,
    writable: true,
  })
  expect(await first.run('core.append', { as: 'diary', blocks: 'one' })).toEqual({ length: 1, byteLength: 3 })
  await first.run('core.append', { as: 'diary', blocks: ['two', 'three'] })
  expect(await first.run('core.length', { as: 'diary' })).toBe(3)
  expect(await first.run('core.get', { as: 'diary', index: 1 })).toBe('two')
  expect(await first.run('core.read', { as: 'diary' })).toEqual(['one', 'two', 'three'])
  expect(await first.run('core.get', { as: 'diary', index: 9, wait: false })).toBeNull()
  await expect(first.run('core.get', { as: 'diary', index: 9, timeout: 20 })).rejects.toMatchObject({
    code: 'BLOCK_TIMEOUT',
  })
  await first.kill()
  const second = await alice.start()
  expect(await second.run('core.open', { as: 'diary', name: 'diary' })).toMatchObject({ length: 3 })
  expect(await second.run('core.read', { as: 'diary', start: 1, end: 2 })).toEqual(['two'])
})

test('an app is told of its core: appends by another session, a truncation, the close', async () => {
  await using peers = await createAppPeers()
  const app = await (await peers.peer('alice')).start()
  await app.run('core.open', { as: 'one', name: 'diary' })
  await app.run('core.open', { as: 'other', name: 'diary' })
  await app.run('core.append', { as: 'one', blocks: ['a', 'b', 'c'] })
  await app.told<{ as: string; length: number }>(({ as, length }) => as === 'other' && length === 3)
  await app.run('core.truncate', { as: 'one', length: 1 })
  await app.told<{ event: string; as: string }>(({ event, as }) => event === 'truncate' && as === 'other')
  expect(await app.run('core.length', { as: 'other' })).toBe(1)
  await app.run('core.close', { as: 'one' })
  await expect(app.run('core.append', { as: 'one', blocks: 'x' })).rejects.toMatchObject({
    code: 'HANDLE_CLOSED',
  })
  await waitFor(() => app.broker.cost().streams === 1)
})

test('cores of two apps on one profile are strangers, by name and by key', async () => {
  await using peers = await createAppPeers()
  const alice = await peers.peer('alice')
  const chat = await alice.start({ app: 'chat' })
  const other = await alice.start({ app: 'other' })
  const { id } = await chat.run<{ id: string }>('core.open', { as: 'diary', name: 'diary' })
  await chat.run('core.append', { as: 'diary', blocks: 'secret' })
  expect(await other.run('core.open', { as: 'diary', name: 'diary' })).toMatchObject({ length: 0 })
  expect(await other.run('core.open', { as: 'stolen', key: id })).toMatchObject({
    length: 0,
    writable: false,
  })
  expect(await other.run('core.get', { as: 'stolen', index: 0, wait: false })).toBeNull()
  await expect(other.run('core.append', { as: 'stolen', blocks: 'x' })).rejects.toMatchObject({
    code: 'CORE_NOT_WRITABLE',
  })
})

test('the profile’s own cores are out of reach', async () => {
  await using peers = await createAppPeers()
  const alice = await peers.peer('alice')
  const core = alice.peer.store.get({ name: 'private' })
  await core.append(Buffer.from('private'))
  const app = await alice.start()
  expect(await app.run('core.open', { as: 'x', key: Buffer.from(core.key!).toString('hex') })).toMatchObject({
    length: 0,
  })
  expect(await app.run('core.get', { as: 'x', index: 0, wait: false })).toBeNull()
})

test('an app that wants more than its quota is told so, and what it has stays', async () => {
  await using peers = await createAppPeers()
  const alice = await peers.peer('alice')
  const app = await alice.start({ quota: { maxDiskBytes: 4_000_000, maxStreams: 3 } })
  await app.run('core.open', { as: 'big', name: 'big' })
  const block = 'x'.repeat(900_000)
  let appended = 0
  await expect(
    (async () => {
      for (;;)
        appended = (await app.run<{ length: number }>('core.append', { as: 'big', blocks: block })).length
    })(),
  ).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' })
  expect(appended).toBeGreaterThan(0)
  expect(app.broker.cost().appendedBytes).toBe(appended * 900_000)
  expect(await app.run('core.length', { as: 'big' })).toBe(appended)
  await app.run('core.open', { as: 'second', name: 'second' })
  await app.run('core.open', { as: 'third', name: 'third' })
  await expect(app.run('core.open', { as: 'fourth', name: 'fourth' })).rejects.toMatchObject({
    code: 'TOO_MANY_STREAMS',
  })
  await app.run('core.close', { as: 'second' })
  await app.run('core.open', { as: 'fifth', name: 'fifth' })
})

test('a value that is too large is refused in the app, and the app goes on', async () => {
  await using peers = await createAppPeers()
  const app = await (await peers.peer('alice')).start()
  await app.run('core.open', { as: 'big', name: 'big' })
  await expect(app.run('core.append', { as: 'big', blocks: 'x'.repeat(1_200_000) })).rejects.toMatchObject({
    code: 'VALUE_TOO_LARGE',
  })
  expect(await app.run('core.append', { as: 'big', blocks: 'x' })).toMatchObject({ length: 1 })
})

test('a killed app leaves nothing open in the node', async () => {
  await using peers = await createAppPeers()
  const alice = await peers.peer('alice')
  const app = await alice.start()
  await app.run('core.open', { as: 'diary', name: 'diary' })
  await app.kill()
  expect(app.broker.cost()).toMatchObject({ streams: 0, processes: 0, connections: 0, bufferedBytes: 0 })
  // The store is free for the next run at once.
  const again = await alice.start()
  await again.run('core.open', { as: 'diary', name: 'diary' })
})
