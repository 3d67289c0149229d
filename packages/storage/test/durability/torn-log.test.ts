import { open, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openProfile } from '@comice/storage'
import { seededRandom, spawnPeer, tempDir, testSeed } from '@comice/testkit'
import { expect, test } from 'vitest'
import { endTornLogs } from '../../src/durability/torn-log.ts'

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

/** Lets a writer confirm some appends, start another, and die; returns what it confirmed and how far its log was synced. */
async function dieWithUnsyncedLog(dir: string): Promise<{ confirmed: number; path: string; size: number }> {
  await using writer = await spawnPeer({
    name: 'writer',
    script: new URL('./paused-writer.ts', import.meta.url),
    execArgv: ['--conditions=@comice/source'],
    args: [dir],
  })
  const { length } = await writer.waitForJson<{ length?: number }>((line) => line.length !== undefined)
  const synced = await logEnd(dir)
  writer.send('go on')
  await writer.waitForLine(/^unconfirmed$/)
  await writer.kill()
  return { confirmed: length ?? 0, ...synced }
}

async function expectAll(dir: string, confirmed: number, where: string): Promise<void> {
  await using profile = await openProfile({ dir })
  const core = profile.store.get({ name: 'log' })
  await core.ready()
  expect(core.length, where).toBeGreaterThanOrEqual(confirmed)
  for (let at = 0; at < core.length; at++) {
    expect(Buffer.from((await core.get(at)) ?? []).readUInt32LE(0), where).toBe(at)
  }
}

test(
  `a log torn behind the last sync, ${TEARS} times, opens with everything that was confirmed`,
  { timeout: TEARS * 20_000 },
  async () => {
    await using dir = await tempDir('torn')
    const random = seededRandom(`torn ${testSeed()}`)
    let confirmed = 0
    for (let round = 0; round < TEARS; round++) {
      const died = await dieWithUnsyncedLog(dir.path)
      confirmed = died.confirmed
      await tear(died.path, died.size, random)
      await expectAll(dir.path, confirmed, `seed ${testSeed()}, round ${round}`)
    }
    expect(confirmed).toBeGreaterThanOrEqual(TEARS * 10)
  },
)

/** A damaged record that looks like one of a recycled log. */
const RECYCLED_HEADER = Buffer.from([0x12, 0x34, 0x56, 0x78, 100, 0, 5])

test('noise on which RocksDB reads for ever is ended before it opens', async () => {
  await using dir = await tempDir('torn')
  const { confirmed, path, size } = await dieWithUnsyncedLog(dir.path)
  const file = await open(path, 'r+')
  await file.write(RECYCLED_HEADER, 0, RECYCLED_HEADER.length, size)
  await file.close()
  {
    // The control: the bare stack is still at it when nobody waits any more.
    await using bare = await spawnPeer({
      script: new URL('../profile/orphan.ts', import.meta.url),
      args: [dir.join('store')],
    })
    await expect(bare.waitForLine(/^open$/, { timeoutMs: 3_000 })).rejects.toMatchObject({
      code: 'WAIT_TIMEOUT',
    })
  }
  await expectAll(dir.path, confirmed, 'after the noise')
})

test('logs without such noise are left as they are, damaged or not', async () => {
  await using dir = await tempDir('torn')
  const { path, size } = await dieWithUnsyncedLog(dir.path)
  const intact = await readFile(path)
  await endTornLogs(join(dir.path, 'store', 'db'))
  expect(await readFile(path)).toEqual(intact)
  const file = await open(path, 'r+')
  await file.write(Buffer.alloc(7), 0, 7, size)
  await file.close()
  const zeroed = await readFile(path)
  await endTornLogs(join(dir.path, 'store', 'db'))
  expect(await readFile(path)).toEqual(zeroed)
})
