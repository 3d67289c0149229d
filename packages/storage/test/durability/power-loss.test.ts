import { expect, test } from 'vitest'
import Corestore from 'corestore'
import { seededRandom, tempDir, testSeed } from '@comice/testkit'
import { openProfile } from '@comice/storage'
import { expectNoFork, expectNothingLost } from './check-store.ts'
import { startWriter, untilRandomMoment } from './confirmed.ts'
import { createPowerLossDisk } from './power-loss-disk.ts'

const FULL = process.env.COMICE_TEST_FULL === '1'
const CUTS = FULL ? 100 : 6
const CONTROL_CUTS = FULL ? 10 : 3
const CORE_NAMES = ['core-0', 'core-1', 'core-2']

test(
  `${CUTS} power losses lose no confirmed append and fork no core`,
  { timeout: CUTS * 30_000 },
  async () => {
    await using dir = await tempDir('power')
    await using disk = await createPowerLossDisk(dir.path)
    const random = seededRandom(`power ${testSeed()}`)
    const peer = dir.join('peer')
    let total = 0
    for (let cut = 0; cut < CUTS; cut++) {
      const args = ['--dir', `${disk.path}/profile`, '--peer', peer, '--seed', String(random.integer(1, 1e9))]
      await using writer = await startWriter(args)
      await untilRandomMoment(writer, random, 250)
      const confirmed = await writer.kill()
      expect(writer.peer.stderr).toBe('')
      total += confirmed.count
      await disk.cut()
      const where = `seed ${testSeed()}, cut ${cut}`
      await expectNothingLost(`${disk.path}/profile`, confirmed, where)
      await expectNoFork(`${disk.path}/profile`, peer, where)
    }
    expect(total, 'confirmations over all cuts').toBeGreaterThan(CUTS * 30)
  },
)

test(
  'the same cuts make a bare Corestore lose confirmed blocks that a peer has, so they can fail',
  { timeout: 180_000 },
  async () => {
    await using dir = await tempDir('power')
    await using disk = await createPowerLossDisk(dir.path)
    const path = (): string => `${disk.path}/profile`
    await (await openProfile({ dir: path() })).close()
    await disk.cut()
    let lost = 0
    let forkable = 0
    for (let cut = 0; cut < CONTROL_CUTS; cut++) {
      const peer = dir.join(`peer-${cut}`)
      await using writer = await startWriter(['--dir', path(), '--plain', '--peer', peer])
      await writer.reached(100)
      const confirmed = await writer.kill()
      await disk.cut()
      const ours = await lengthsOf(`${path()}/store`)
      const theirs = await lengthsOf(peer, await keysOf(`${path()}/store`))
      lost += ours.filter((length, index) => length < (confirmed.lengths[index] ?? 0)).length
      forkable += ours.filter((length, index) => length < (theirs[index] ?? 0)).length
    }
    expect(lost, 'cores that lost confirmed blocks').toBeGreaterThan(0)
    expect(forkable, 'cores of which a peer has more than the writer').toBeGreaterThan(0)
  },
)

async function keysOf(dir: string): Promise<Uint8Array[]> {
  const store = new Corestore(dir)
  const keys: Uint8Array[] = []
  for (const name of CORE_NAMES) {
    const core = store.get({ name })
    await core.ready()
    if (core.key !== null) keys.push(core.key)
  }
  await store.close()
  return keys
}

async function lengthsOf(dir: string, keys?: Uint8Array[]): Promise<number[]> {
  const store = new Corestore(dir)
  const lengths: number[] = []
  for (const options of keys?.map((key) => ({ key })) ?? CORE_NAMES.map((name) => ({ name }))) {
    const core = store.get(options)
    await core.ready()
    lengths.push(core.length)
  }
  await store.close()
  return lengths
}
