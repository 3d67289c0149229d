import { setTimeout } from 'node:timers/promises'
import { seededRandom, spawnPeer, tempDir, testSeed } from '@comice/testkit'
import { expect, test } from 'vitest'
import { STAGE_PORTION_BYTES } from '../../src/constants.ts'

const KILLS = process.env.COMICE_TEST_FULL === '1' ? 100 : 6
const script = new URL('../programs/author.ts', import.meta.url)
/** New contents of each version, a little rounded up. */
const VERSION_BYTES = 602_000

interface Line {
  type: 'open' | 'staged'
  version: number
  problem?: string | null
  contentBytes?: number
}

test(
  `an author killed ${KILLS} times while it stages has the old version or the new one, and goes on from there`,
  async () => {
    const random = seededRandom(`kill stage/${testSeed()}`)
    await using dir = await tempDir('alice')
    let confirmed = -1
    for (let kill = 0; kill <= KILLS; kill++) {
      await using author = await spawnPeer({
        name: 'alice',
        script,
        args: [dir.join('profile'), dir.join('folder')],
        execArgv: ['--conditions=@comice/source'],
      })
      const opened = await author.waitForJson<Line>(({ type }) => type === 'open', { timeoutMs: 30_000 })
      expect(opened.problem, `after kill ${kill}`).toBeNull()
      // What was confirmed is there; the one that was cut short may be.
      expect(opened.version - confirmed, `after kill ${kill}`).toBeOneOf([0, 1])
      // A killed stage leaves at most its last portion behind, and no version is stored twice.
      const left = kill * Math.min(VERSION_BYTES, STAGE_PORTION_BYTES)
      expect(opened.contentBytes).toBeLessThanOrEqual((opened.version + 2) * VERSION_BYTES + left)
      confirmed = opened.version
      if (kill === KILLS) break
      const first = await author.waitForJson<Line>(({ type }) => type === 'staged', { timeoutMs: 30_000 })
      confirmed = first.version
      // The moment is what is random here: nothing is waited for.
      await setTimeout(random.integer(0, 500))
      await author.kill()
      for await (const line of author.lines()) {
        confirmed = Math.max(confirmed, (JSON.parse(line) as Line).version)
      }
    }
    console.log(`${confirmed + 1} versions were staged between ${KILLS} kills, each of them whole`)
  },
  KILLS * 8_000 + 30_000,
)
