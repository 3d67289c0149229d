import { expect, test } from 'vitest'
import { createAppPeers, type TestApp } from './apps.ts'

const program = 'storage-agent'
const connected = (app: TestApp) => app.told<{ event: string }>(({ event }) => event === 'connection')

test('an app writes, reads, lists, removes files and looks back', async () => {
  await using peers = await createAppPeers()
  const app = await (await peers.peer('alice')).start({ program })
  expect(await app.run('drive.open', { as: 'files' })).toMatchObject({ writable: true })
  const version = await app.run('drive.put', { as: 'files', name: '/notes/one.txt', text: 'hello' })
  await app.run('drive.put', { as: 'files', name: '/notes/deep/two.txt', text: 'world', executable: true })
  expect(await app.run('drive.get', { as: 'files', name: '/notes/one.txt' })).toBe('hello')
  expect(await app.run('drive.get', { as: 'files', name: '/nothing' })).toBeNull()
  await expect(app.run('drive.missing', { as: 'files', name: '/nothing' })).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
  })
  expect(await app.run('drive.range', { as: 'files', name: '/notes/one.txt', start: 1, length: 3 })).toBe(
    'ell',
  )
  expect(await app.run('drive.entry', { as: 'files', name: '/notes/deep/two.txt' })).toMatchObject({
    key: '/notes/deep/two.txt',
    value: { executable: true, linkname: null, blob: { byteLength: 5 } },
  })
  expect(await app.run('drive.list', { as: 'files', folder: '/notes' })).toEqual([
    '/notes/deep/two.txt',
    '/notes/one.txt',
  ])
  expect(await app.run('drive.readdir', { as: 'files', folder: '/notes' })).toEqual(['deep', 'one.txt'])
  await app.run('drive.del', { as: 'files', name: '/notes/one.txt' })
  expect(await app.run('drive.get', { as: 'files', name: '/notes/one.txt' })).toBeNull()
  await app.run('drive.checkout', { as: 'old', from: 'files', checkout: version })
  expect(await app.run('drive.get', { as: 'old', name: '/notes/one.txt' })).toBe('hello')
})

test('two handles on one drive share it, also after one is gone', async () => {
  await using peers = await createAppPeers()
  const app = await (await peers.peer('alice')).start({ program })
  await app.run('drive.open', { as: 'one' })
  await app.run('drive.open', { as: 'two' })
  await app.run('drive.put', { as: 'one', name: '/a', text: 'a' })
  expect(await app.run('drive.get', { as: 'two', name: '/a' })).toBe('a')
})

test('a file of 20 MB goes from peer to peer, and a change of a folder is told', async () => {
  await using peers = await createAppPeers()
  const alice = await (await peers.peer('alice')).start({ program })
  const bob = await (await peers.peer('bob')).start({ program })
  for (const app of [alice, bob]) {
    await app.run('swarm.open', { replicate: true })
    await app.run('swarm.join', { topic: 'drive' })
  }
  await Promise.all([connected(alice), connected(bob)])
  const { id } = await alice.run<{ id: string }>('drive.open', { as: 'files' })
  await alice.run('drive.put', { as: 'files', name: '/big', text: '0123456789', repeat: 2_000_000 })
  await bob.run('drive.open', { as: 'copy', id })
  expect(await bob.run('drive.get', { as: 'copy', name: '/big' })).toBe(20_000_000)
  await bob.run('drive.download', { as: 'copy', folder: '/' })
  await bob.run('drive.watch', { as: 'copy', folder: '/' })
  await alice.run('drive.put', { as: 'files', name: '/small', text: 'x' })
  await bob.told<{ event: string }>(({ event }) => event === 'drive')
  expect(await bob.run('drive.get', { as: 'copy', name: '/small' })).toBe('x')
})

test('a drive that grows beyond the quota stops with a name, and no half file is there', async () => {
  await using peers = await createAppPeers()
  const app = await (await peers.peer('alice')).start({ program, quota: { maxDiskBytes: 5_000_000 } })
  await app.run('drive.open', { as: 'files' })
  await expect(
    app.run('drive.put', { as: 'files', name: '/big', text: '0123456789', repeat: 2_000_000 }),
  ).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' })
  expect(await app.run('drive.get', { as: 'files', name: '/big' })).toBeNull()
})
