import { cp, readdir, writeFile } from 'node:fs/promises'
import { spawnPeer, tempDir } from '@comice/testkit'
import { openProfile, storageErrors } from '@comice/storage'
import c from 'compact-encoding'
import Corestore from 'corestore'
import { expect, test } from 'vitest'

test('a new profile is made, and is the same when it is opened again', async () => {
  await using dir = await tempDir()
  const path = dir.join('a', 'b', 'profile')
  let key: string
  {
    await using profile = await openProfile({ dir: path, name: 'alice' })
    expect(profile).toMatchObject({ dir: path, name: 'alice', closed: false, failure: null })
    const core = profile.store.get({ name: 'diary' })
    await core.append('dear diary')
    key = core.id ?? ''
  }
  await using profile = await openProfile({ dir: path })
  const core = profile.store.get({ name: 'diary' })
  await core.ready()
  expect(core.id).toBe(key)
  expect((await core.get(0))?.toString()).toBe('dear diary')
})

test('two profiles in one process know nothing of each other', async () => {
  await using dir = await tempDir()
  await using alice = await openProfile({ dir: dir.join('alice') })
  await using bob = await openProfile({ dir: dir.join('bob') })
  const [a, b] = [alice.store.get({ name: 'diary' }), bob.store.get({ name: 'diary' })]
  await a.append('x')
  await b.ready()
  expect(b.id).not.toBe(a.id)
  expect(b.length).toBe(0)
})

test('closing twice is closing once, and a closed profile says so', async () => {
  await using dir = await tempDir()
  const profile = await openProfile({ dir: dir.path })
  const closing = profile.close()
  expect(profile.close()).toBe(closing)
  await closing
  expect(profile.closed).toBe(true)
  await expect(profile.sync()).rejects.toMatchObject({ code: 'PROFILE_CLOSED' })
  await expect(profile.collection('x', c.string)).rejects.toMatchObject({ code: 'PROFILE_CLOSED' })
})

test('closing waits for writes that are under way', async () => {
  await using dir = await tempDir()
  const profile = await openProfile({ dir: dir.path })
  const core = profile.store.get({ name: 'a' })
  await core.ready()
  const results = Promise.allSettled(Array.from({ length: 50 }, (_, i) => core.append(`block ${i}`)))
  await profile.close()
  const confirmed = (await results).filter(({ status }) => status === 'fulfilled').length
  await using again = await openProfile({ dir: dir.path })
  const reopened = again.store.get({ name: 'a' })
  await reopened.ready()
  expect(reopened.length).toBeGreaterThanOrEqual(confirmed)
})

test('a close that is not done in time fails by name and keeps the profile locked', async () => {
  await using dir = await tempDir()
  const profile = await openProfile({ dir: dir.path })
  const core = profile.store.get({ name: 'a' })
  await core.append('x')
  // A database snapshot that nobody gives back holds up its closing.
  const { rocks } = profile.store.storage as unknown as {
    rocks: { _state: { io: { inc(): void; dec(): void } } }
  }
  rocks._state.io.inc()
  await expect(profile.close({ timeoutMs: 50 })).rejects.toMatchObject({
    code: 'PROFILE_CLOSE_TIMEOUT',
    exitCode: 5,
  })
  await expect(openProfile({ dir: dir.path, waitMs: 0 })).rejects.toMatchObject({ code: 'PROFILE_LOCKED' })
  rocks._state.io.dec()
})

test('a database that a process holds without our lock is named', async () => {
  await using dir = await tempDir()
  await (await openProfile({ dir: dir.path })).close()
  await using orphan = await spawnPeer({
    name: 'orphan',
    script: new URL('./orphan.ts', import.meta.url),
    args: [dir.join('store')],
  })
  await orphan.waitForLine(/^open$/)
  await expect(openProfile({ dir: dir.path, openTimeoutMs: 5_000 })).rejects.toMatchObject({
    code: 'STORE_LOCKED',
    exitCode: 7,
  })
  await orphan.kill()
  await using profile = await openProfile({ dir: dir.path })
  expect(profile.closed).toBe(false)
})

test('a copied store is refused, because two copies would fork their cores', async () => {
  await using dir = await tempDir()
  await using other = await tempDir()
  await (await openProfile({ dir: dir.path })).close()
  await cp(dir.path, other.join('copy'), { recursive: true })
  await expect(openProfile({ dir: other.join('copy') })).rejects.toMatchObject({
    code: 'STORE_MOVED',
    exitCode: 8,
  })
})

test('a database that is damaged is refused by name, and nothing of it is deleted', async () => {
  await using dir = await tempDir()
  {
    await using profile = await openProfile({ dir: dir.path })
    await profile.store.get({ name: 'a' }).append('x')
  }
  const db = dir.join('store', 'db')
  const manifest = (await readdir(db)).find((name) => name.startsWith('MANIFEST')) ?? ''
  await writeFile(`${db}/${manifest}`, 'not a manifest')
  const before = await readdir(db)
  await expect(openProfile({ dir: dir.path })).rejects.toMatchObject({ code: 'STORE_CORRUPT', exitCode: 8 })
  expect((await readdir(db)).filter((name) => before.includes(name))).toEqual(before)
})

test("a bare Corestore opens the store of a closed profile: the format on disk is the stack's own", async () => {
  await using dir = await tempDir()
  let key: string
  {
    await using profile = await openProfile({ dir: dir.path })
    const core = profile.store.get({ name: 'a' })
    await core.append('x')
    key = core.id ?? ''
  }
  const store = new Corestore(dir.join('store'))
  const core = store.get({ key })
  await core.ready()
  expect(core.length).toBe(1)
  await store.close()
})

test('every error has a stable code, a hint and a documented exit code', () => {
  for (const [code, make] of Object.entries(storageErrors)) {
    const error = (make as (params: object) => unknown)({
      pid: 1,
      dir: '/p',
      found: 2,
      supported: 1,
      what: 'x',
      cause: 'y',
      entry: 'z',
      timeoutMs: 1,
      maxLength: 64,
      free: 0,
      collection: 'c',
      key: 'k',
    })
    expect(error).toMatchObject({ code, message: expect.any(String), hint: expect.any(String) })
    expect([1, 2, 3, 4, 5, 7, 8, 9]).toContain((error as { exitCode: number }).exitCode)
  }
})
