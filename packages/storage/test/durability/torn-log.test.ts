import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openProfile } from '@comice/storage'
import { seededRandom, spawnPeer, tempDir, testSeed } from '@comice/testkit'
import { expect, test } from 'vitest'

const TEARS = process.env.COMICE_TEST_FULL === '1' ? 40 : 6

/** The end of the newest log file: everything before it was synced when a confirmation came. */
async function logEnd(dir: string): Promise<{ path: string; size: number }> {
  const db = join(dir, 'store', 'db')
  const names = (await readdir(db)).filter((name) => name.endsWith('.log')).sort()
  const path = join(db, names.at(-1) ?? '')
  return { path, size: (await stat(path)).size }
}

/** What a power loss may do to bytes that were never synced: cut them, zero them, or leave other ones. */
async function tear(path: string, from: number, random: ReturnType<typeof seededRandom>): Promise<void> {
  const { size } = await stat(path)
  const file = await open(path, 'r+')
  const start = random.integer(from, size)
  const length = size - start
  const kind = random.integer(0, 2)
  if (kind === 0) await file.truncate(start)
  else if (length > 0)
    await file.write(kind === 1 ? Buffer.alloc(length) : random.bytes(length), 0, length, start)
  await file.close()
}

test(
  `a log torn behind the last sync, ${TEARS} times, opens with everything that was confirmed`,
  { timeout: 240_000 },
  async () => {
    await using dir = await tempDir('torn')
    const random = seededRandom(`torn ${testSeed()}`)
    let confirmed = 0
    for (let round = 0; round < TEARS; round++) {
      await using writer = await spawnPeer({
        name: 'writer',
        script: new URL('./paused-writer.ts', import.meta.url),
        execArgv: ['--conditions=@comice/source'],
        args: [dir.path],
      })
      const { length } = await writer.waitForJson<{ length?: number }>((line) => line.length !== undefined)
      confirmed = length ?? 0
      const synced = await logEnd(dir.path)
      writer.send('go on')
      await writer.waitForLine(/^unconfirmed$/)
      await writer.kill()
      await tear(synced.path, synced.size, random)
      await using profile = await openProfile({ dir: dir.path })
      const core = profile.store.get({ name: 'log' })
      await core.ready()
      expect(core.length, `seed ${testSeed()}, round ${round}`).toBeGreaterThanOrEqual(confirmed)
      for (let at = 0; at < core.length; at++)
        expect(Buffer.from((await core.get(at)) ?? []).readUInt32LE(0)).toBe(at)
    }
    expect(confirmed).toBeGreaterThanOrEqual(TEARS * 10)
  },
)
