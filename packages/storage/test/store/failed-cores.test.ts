/** A core that did not open is nobody else's matter, and the parts of corestore that this rests on are there. */
import { rm, writeFile } from 'node:fs/promises'
import { tempDir } from '@comice/testkit'
import { openProfile } from '@comice/storage'
import { expect, test } from 'vitest'
import { smallDisk } from '../durability/small-disk.ts'
import { openStore } from '../../src/store/open-store.ts'

const MIB = 1024 * 1024

/** A profile on a disk without room, in which making a core was refused. */
async function setUp() {
  await using stack = new AsyncDisposableStack()
  const disk = stack.use(await smallDisk(48))
  const dir = `${disk.path}/profile`
  const ballast = `${disk.path}/ballast`
  const profile = stack.use(await openProfile({ dir }))
  await writeFile(ballast, Buffer.alloc(48 * MIB)).catch(() => undefined)
  await expect(profile.store.get({ name: 'log' }).ready()).rejects.toMatchObject({ code: 'STORE_NO_SPACE' })
  const kept = stack.move()
  return { dir, profile, makeRoom: () => rm(ballast), [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

test('a core that a full disk refused is made when there is space', async () => {
  await using set = await setUp()
  await set.makeRoom()
  const core = set.profile.store.get({ name: 'log' })
  await core.append('fits')
  expect(String(await core.get(0))).toBe('fits')
})

test('a profile in which a core was refused closes, and opens again', async () => {
  await using set = await setUp()
  await set.profile.close()
  await set.makeRoom()
  await using again = await openProfile({ dir: set.dir })
  await again.store.get({ name: 'log' }).append('fits')
})

test('the tracker of cores has none that did not open', async () => {
  await using dir = await tempDir()
  const opened = await openStore(dir.path, { onFailure: (error) => expect.fail(error.message) })
  const cores = (opened.store as unknown as { cores: { map: Map<string, unknown>; _gcing: Set<unknown> } })
    .cores
  const core = opened.store.get({ key: Buffer.alloc(32, 1), createIfMissing: false })
  const { discoveryKey } = (core as unknown as { core: { discoveryKey: Buffer } }).core
  expect([...cores.map.keys()]).toEqual([discoveryKey.toString('hex')])
  await expect(core.ready()).rejects.toMatchObject({ code: 'STORAGE_EMPTY' })
  expect([cores.map.size, cores._gcing.size]).toEqual([0, 0])
  await opened.close()
})
