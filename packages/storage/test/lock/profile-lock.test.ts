import { readFile, writeFile } from 'node:fs/promises'
import { openProfile, readLock } from '@comice/storage'
import { spawnPeer, tempDir, waitFor, type SpawnedPeer } from '@comice/testkit'
import { expect, test } from 'vitest'

function startHolder(dir: string, name = 'holder'): Promise<SpawnedPeer> {
  return spawnPeer({
    name,
    script: new URL('./holder.ts', import.meta.url),
    execArgv: ['--conditions=@comice/source'],
    args: [dir],
  })
}

test('a profile in use is refused, and the error names the process', async () => {
  await using dir = await tempDir()
  await using holder = await startHolder(dir.path)
  await holder.waitForLine(/^open$/)
  await expect(openProfile({ dir: dir.path, waitMs: 50 })).rejects.toMatchObject({
    code: 'PROFILE_LOCKED',
    exitCode: 7,
    details: { pid: holder.pid, dir: dir.path },
  })
  expect(await readLock(dir.path)).toMatchObject({ pid: holder.pid, alive: true })
})

test('the same process cannot open a profile twice', async () => {
  await using dir = await tempDir()
  await using first = await openProfile({ dir: dir.path })
  await expect(openProfile({ dir: dir.path, waitMs: 0 })).rejects.toMatchObject({ code: 'PROFILE_LOCKED' })
  await first.close()
  await using second = await openProfile({ dir: dir.path, waitMs: 0 })
  expect(second.closed).toBe(false)
})

test('a profile whose owner was killed opens at once', async () => {
  await using dir = await tempDir()
  await using holder = await startHolder(dir.path)
  await holder.waitForLine(/^open$/)
  await holder.kill()
  expect(await readLock(dir.path)).toMatchObject({ pid: holder.pid, alive: false })
  await using profile = await openProfile({ dir: dir.path, waitMs: 0 })
  expect(await readLock(profile.dir)).toMatchObject({ pid: process.pid, alive: true })
})

test('a stopped owner still is the owner', { timeout: 20_000 }, async () => {
  await using dir = await tempDir()
  await using holder = await startHolder(dir.path)
  await holder.waitForLine(/^open$/)
  holder.freeze()
  await expect(openProfile({ dir: dir.path, waitMs: 100 })).rejects.toMatchObject({ code: 'PROFILE_LOCKED' })
  holder.thaw()
})

test('a waiting start gets the profile when its owner leaves', async () => {
  await using dir = await tempDir()
  const first = await openProfile({ dir: dir.path })
  const second = openProfile({ dir: dir.path, waitMs: 10_000 })
  await first.close()
  await using profile = await second
  expect(profile.closed).toBe(false)
})

test('a waiting start can be called off', async () => {
  await using dir = await tempDir()
  await using first = await openProfile({ dir: dir.path })
  const abort = new AbortController()
  const second = openProfile({ dir: dir.path, waitMs: 10_000, signal: abort.signal })
  abort.abort(new Error('no longer needed'))
  await expect(second).rejects.toThrow()
  expect(first.closed).toBe(false)
})

test(
  'of six processes that start together exactly one has the profile, round after round',
  { timeout: 180_000 },
  async () => {
    await using dir = await tempDir()
    for (let round = 0; round < 4; round++) {
      // A new profile in every other round; else one whose owner was killed.
      const path = dir.join(`profile-${round >> 1}`)
      const starters = await Promise.all(
        Array.from({ length: 6 }, (_, i) => startHolder(path, `starter-${i}`)),
      )
      const lines = await Promise.all(
        starters.map((starter) => starter.waitForLine(/^(open|refused)/, { timeoutMs: 30_000 })),
      )
      const winner = starters[lines.indexOf('open')]
      expect(lines.toSorted()).toEqual(['open', ...Array<string>(5).fill('refused PROFILE_LOCKED')])
      expect(await readLock(path)).toMatchObject({ pid: winner?.pid, alive: true })
      await Promise.all(starters.map((starter) => starter.kill()))
    }
  },
)

test('a process that has the number of a dead owner is not taken for it', async () => {
  await using dir = await tempDir()
  await using holder = await startHolder(dir.path)
  await holder.waitForLine(/^open$/)
  const path = dir.join('owner.json')
  const owner = JSON.parse(await readFile(path, 'utf8')) as { pid: number; birth: string }
  await holder.kill()
  await waitFor(async () => (await readLock(dir.path))?.alive === false)
  await writeFile(path, JSON.stringify({ ...owner, pid: process.pid }))
  const alive = process.platform !== 'linux'
  expect(await readLock(dir.path)).toMatchObject({ pid: process.pid, alive })
})

test.for([
  '',
  '{',
  'null',
  '[]',
  '{"pid":-1,"startedAt":0}',
  '{"pid":"1","startedAt":0}',
  '{"pid":1.5,"startedAt":0}',
  '\0',
])('the owner note %j says nothing and stops nobody', async (text) => {
  await using dir = await tempDir()
  await (await openProfile({ dir: dir.path })).close()
  expect(await readLock(dir.path)).toBeNull()
  await writeFile(dir.join('owner.json'), text)
  expect(await readLock(dir.path)).toBeNull()
  await using profile = await openProfile({ dir: dir.path, waitMs: 0 })
  expect(await readLock(profile.dir)).toMatchObject({ pid: process.pid })
})
