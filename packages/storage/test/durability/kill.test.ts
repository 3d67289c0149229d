import { expect, test } from 'vitest'
import { seededRandom, tempDir, testSeed } from '@comice/testkit'
import { expectNothingLost } from './check-store.ts'
import { startWriter, untilRandomMoment } from './confirmed.ts'

const FULL = process.env.COMICE_TEST_FULL === '1'
const KILLS = FULL ? 100 : 8

test(
  `kill -9 at ${KILLS} random moments loses no confirmed append and needs no repair`,
  { timeout: KILLS * 20_000 },
  async () => {
    await using dir = await tempDir('kill')
    const random = seededRandom(`kill ${testSeed()}`)
    let total = 0
    for (let kill = 0; kill < KILLS; kill++) {
      await using writer = await startWriter(['--dir', dir.path, '--seed', String(random.integer(1, 1e9))])
      await untilRandomMoment(writer, random, 150)
      const confirmed = await writer.kill()
      total += confirmed.count
      expect(writer.peer.stderr).toBe('')
      await expectNothingLost(dir.path, confirmed, `seed ${testSeed()}, kill ${kill}`)
    }
    expect(total, 'confirmations over all kills').toBeGreaterThan(KILLS * 20)
  },
)
