import { setTimeout } from 'node:timers/promises'
import { seededRandom, spawnPeer, type SpawnedPeer, tempDir, type TempDir, testSeed } from '@comice/testkit'
import { expect, test } from 'vitest'
import { STAGE_PORTION_BYTES } from '../../src/constants.ts'

const KILLS = process.env.COMICE_TEST_FULL === '1' ? 100 : 6
/** Long, for machines that do more than this. */
const wait = { timeoutMs: 90_000 }
const script = new URL('../programs/author.ts', import.meta.url)
/** New contents of each version, a little rounded up. */
const VERSION_BYTES = 602_000

/** The moment is random within what a stage takes, so some come when it is done: those do not count. */
const MAX_ROUNDS = KILLS * 4

interface Line {
  type: 'open' | 'stages' | 'staged'
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
    let kills = 0
    let rounds = 0
    for (; kills < KILLS && rounds < MAX_ROUNDS; rounds++) {
      await using author = await startAuthor(dir)
      confirmed = await openedVersion(author, { confirmed, rounds })
      const startedAt = performance.now()
      confirmed = (await author.waitForJson<Line>(({ type }) => type === 'staged', wait)).version
      const wholeMs = performance.now() - startedAt
      await author.waitForJson<Line>(({ type }) => type === 'stages', wait)
      // The moment is what is random here: nothing is waited for.
      await setTimeout(random.next() * wholeMs)
      await author.kill()
      const lines: Line[] = []
      for await (const line of author.lines()) lines.push(JSON.parse(line) as Line)
      if (lines.at(-1)?.type === 'stages') kills++
      confirmed = lines.findLast(({ type }) => type === 'staged')?.version ?? confirmed
    }
    await using author = await startAuthor(dir)
    await openedVersion(author, { confirmed, rounds })
    expect(kills).toBe(KILLS)
    console.log(`${confirmed + 1} versions were staged between ${kills} kills, in ${rounds} rounds`)
  },
  MAX_ROUNDS * 8_000 + 30_000,
)

function startAuthor(dir: TempDir): Promise<SpawnedPeer> {
  return spawnPeer({
    name: 'alice',
    script,
    args: [dir.join('profile'), dir.join('folder')],
    execArgv: ['--conditions=@comice/source'],
  })
}

/** What is there after `rounds` kills: whole, and nothing that was confirmed is lost. */
async function openedVersion(
  author: SpawnedPeer,
  { confirmed, rounds }: { confirmed: number; rounds: number },
): Promise<number> {
  const opened = await author.waitForJson<Line>(({ type }) => type === 'open', wait)
  expect(opened.problem, `after kill ${rounds}`).toBeNull()
  // What was confirmed is there; the one that was cut short may be.
  expect(opened.version - confirmed, `after kill ${rounds}`).toBeOneOf([0, 1])
  // A killed stage leaves at most its last portion behind, and no version is stored twice.
  const left = rounds * Math.min(VERSION_BYTES, STAGE_PORTION_BYTES)
  expect(opened.contentBytes).toBeLessThanOrEqual((opened.version + 2) * VERSION_BYTES + left)
  return opened.version
}
