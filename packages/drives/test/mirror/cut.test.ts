import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { makeFiles, readTree } from '../folder.ts'
import { createDrivePeers, type DrivePeer } from '../peers.ts'

const files = Object.fromEntries(
  Array.from({ length: 60 }, (_, at) => [`folder-${at % 7}/f${at}`, Buffer.alloc(500_000 + at, `${at} `)]),
)

test('a mirror whose source goes away in the middle goes on when it is back', async () => {
  await using peers = await createDrivePeers()
  const dir = await peers.dir()
  const home = dir.join('alice')
  let alice: DrivePeer = await peers.open(home)
  const bob = await peers.open()
  await makeFiles(dir.join('source'), files)
  const { link } = await alice.drives.create({ name: 'pears' })
  await alice.drives.mirror({ source: dir.join('source'), target: 'pears:' })
  await alice.drives.seed('pears')
  let isGone = false
  const leave = async () => {
    isGone = true
    await alice.close()
    // The same drive by the same profile, as after a crash: it is seeded again by itself.
    alice = await peers.open(home)
  }
  const leaving: Promise<void>[] = []
  const result = await bob.drives.mirror({
    source: link,
    target: dir.join('target'),
    onprogress: ({ bytes }) => {
      if (bytes > 2_000_000 && leaving.length === 0) leaving.push(leave())
    },
  })
  await Promise.all(leaving)
  expect(isGone).toBe(true)
  expect(result).toMatchObject({ added: 60, refusedCount: 0 })
  expect(await readTree(dir.join('target'))).toEqual(await readTree(dir.join('source')))
})

test('a source that stays away ends a mirror by name, and what is there is whole', async () => {
  await using peers = await createDrivePeers()
  const dir = await peers.dir()
  const home = dir.join('alice')
  const [alice, bob] = [await peers.open(home), await peers.open()]
  await makeFiles(dir.join('source'), files)
  const { link } = await alice.drives.create({ name: 'pears' })
  await alice.drives.mirror({ source: dir.join('source'), target: 'pears:' })
  await alice.drives.seed('pears')
  const leaving: Promise<void>[] = []
  const mirroring = bob.drives.mirror({
    source: link,
    target: dir.join('target'),
    silenceMs: 1_500,
    onprogress: ({ bytes }) => {
      if (bytes > 1_000_000 && leaving.length === 0) leaving.push(alice.close())
    },
  })
  const outcome = await mirroring.then(
    ({ refused }) => refused.map(({ reason }) => reason),
    (error: { code: string }) => error.code,
  )
  // It depends on how much was on its way: a few files that nobody gave, or too many of them.
  if (outcome !== 'DRIVE_UNREACHABLE') expect(new Set(outcome)).toEqual(new Set(['unavailable']))
  expect(leaving).toHaveLength(1)
  await Promise.all(leaving)
  const source = await readTree(dir.join('source'))
  for (const [path, facts] of Object.entries(await readTree(dir.join('target')))) {
    // A folder may be there before its first file.
    if (!path.endsWith('/')) expect(source[path]).toBe(facts)
  }

  await using back = await peers.open(home)
  expect(back.drives.seeded).toBe(1)
  await waitFor(async () => {
    const { refusedCount } = await bob.drives.mirror({ source: link, target: dir.join('target') })
    return refusedCount === 0
  })
  expect(await readTree(dir.join('target'))).toEqual(source)
})
