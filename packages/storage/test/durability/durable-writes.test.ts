import { openProfile, type Profile } from '@comice/storage'
import { tempDir, waitFor } from '@comice/testkit'
import type Hypercore from 'hypercore'
import { expect, test } from 'vitest'

/** How many batches waited for a sync during `job`, and how many there were. */
async function counted(
  profile: Profile,
  job: () => Promise<unknown>,
): Promise<{ batches: number; synced: number; passes: number }> {
  const before = profile.stats
  await job()
  const after = profile.stats
  return {
    batches: after.batches - before.batches,
    synced: after.synced - before.synced,
    passes: after.passes - before.passes,
  }
}

function replicate(a: Profile, b: Profile): void {
  const left = a.store.replicate(true)
  const right = b.store.replicate(false)
  left.pipe(right).pipe(left)
}

test('an append waits for one sync', async () => {
  await using dir = await tempDir()
  await using profile = await openProfile({ dir: dir.join('p') })
  const core = profile.store.get({ name: 'a' })
  await core.append('first')
  expect(await counted(profile, () => core.append('second'))).toMatchObject({ synced: 1, passes: 1 })
})

test('appends side by side share syncs', async () => {
  await using dir = await tempDir()
  await using profile = await openProfile({ dir: dir.join('p') })
  const cores = Array.from({ length: 20 }, (_, i) => profile.store.get({ name: `core-${i}` }))
  for (const core of cores) await core.ready()
  const { synced, passes } = await counted(profile, () =>
    Promise.all(
      cores.map(async (core) => {
        for (let i = 0; i < 10; i++) await core.append(`block ${i}`)
      }),
    ),
  )
  expect(synced).toBe(200)
  expect(passes).toBeLessThan(synced / 2)
})

test('blocks from a peer are not waited for, own ones are', async () => {
  await using dir = await tempDir()
  await using alice = await openProfile({ dir: dir.join('alice') })
  await using bob = await openProfile({ dir: dir.join('bob') })
  const mine = alice.store.get({ name: 'a' })
  await mine.append(['1', '2', '3'])
  const copy = bob.store.get({ key: mine.key })
  await copy.ready()
  replicate(alice, bob)
  copy.download({ start: 0, end: -1 })
  await waitFor(() => copy.contiguousLength === 3)
  const { batches, synced } = await counted(bob, async () => {
    for (let i = 0; i < 10; i++) await mine.append(`live ${i}`)
    await waitFor(() => copy.contiguousLength === 13)
  })
  expect(batches).toBeGreaterThan(0)
  expect(synced).toBe(0)
})

test('a draft is not waited for, its publication is', async () => {
  await using dir = await tempDir()
  await using profile = await openProfile({ dir: dir.join('p') })
  const core = profile.store.get({ name: 'a' })
  await core.append('published')
  const draft = core.session({ name: 'draft' })
  await draft.ready()
  expect(await counted(profile, () => draft.append(['1', '2']))).toMatchObject({ synced: 0 })
  const { synced } = await counted(profile, () => core.commit(draft))
  expect(synced).toBeGreaterThan(0)
  expect(core.length).toBe(3)
})

test('a commit that brings its signature to a core that this store cannot sign is not waited for', async () => {
  await using dir = await tempDir()
  await using alice = await openProfile({ dir: dir.join('alice') })
  await using bob = await openProfile({ dir: dir.join('bob') })
  const mine = alice.store.get({ name: 'a' })
  await mine.ready()
  const computed = bob.store.get({ manifest: mine.manifest })
  const draft = computed.session({ name: 'draft' })
  await draft.ready()
  await mine.append('1')
  await draft.append('1')
  const signature = (mine.state as { signature: Uint8Array }).signature
  expect(await counted(bob, () => computed.commit(draft, { signature }))).toMatchObject({ synced: 0 })
  expect(computed.length).toBe(1)
  // One that is signed here, with a key that only the session has, is.
  await draft.append('2')
  const keyPair = mine.keyPair as NonNullable<Hypercore.CommitOptions['keyPair']>
  expect((await counted(bob, () => computed.commit(draft, { keyPair }))).synced).toBeGreaterThan(0)
  expect(computed.length).toBe(2)
})

test('sync costs nothing when nothing was written', async () => {
  await using dir = await tempDir()
  await using profile = await openProfile({ dir: dir.join('p') })
  await profile.store.get({ name: 'a' }).append('x')
  await profile.sync()
  expect(await counted(profile, () => profile.sync())).toEqual({ batches: 0, synced: 0, passes: 0 })
})

test('a peer hears of an append only when it is synced', async () => {
  await using dir = await tempDir()
  await using alice = await openProfile({ dir: dir.join('alice') })
  await using bob = await openProfile({ dir: dir.join('bob') })
  const mine = alice.store.get({ name: 'a' })
  await mine.append('1')
  const copy = bob.store.get({ key: mine.key })
  await copy.ready()
  replicate(alice, bob)
  await waitFor(() => copy.length === 1)
  const synced: number[] = []
  mine.on('append', () => synced.push(alice.stats.synced))
  const before = alice.stats
  await mine.append('2')
  // The same call tells sessions and peers; the batch had been written and synced by then.
  expect(synced).toEqual([before.synced + 1])
  await waitFor(() => copy.length === 2)
})
