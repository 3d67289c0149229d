import { setTimeout } from 'node:timers/promises'
import { readdir } from 'node:fs/promises'
import { seededRandom, spawnPeer, type SpawnedPeer, tempDir, testSeed, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { brokenFiles, isVersion, writeVersion } from '../programs/whole-files.ts'
import { createDrivePeers } from '../peers.ts'

const KILLS = process.env['COMICE_TEST_FULL'] === '1' ? 100 : 6
/** Longer than a round takes on a machine that is not busy. */
const MAX_KILL_MS = 900

interface Line {
  readonly type: 'open' | 'done'
  readonly broken: string[]
  readonly damaged: number
  readonly missing: number
  readonly version: number
  readonly isWhole: boolean
  readonly refused: number
}

const MIRRORER = new URL('../programs/mirrorer.ts', import.meta.url)
const READER = new URL('../programs/reader.ts', import.meta.url)

const spawnProgram = (script: URL, args: readonly string[]): Promise<SpawnedPeer> =>
  spawnPeer({ name: 'killed', script, args, execArgv: ['--conditions=@comice/source'] })

const isOpen = ({ type }: Line) => type === 'open'
const isDone = ({ type }: Line) => type === 'done'

test(
  `a mirror killed at ${KILLS} moments leaves whole files, and then completes`,
  async () => {
    const random = seededRandom(`mirror kill/${testSeed()}`)
    await using dir = await tempDir('killed')
    let version = 0
    for (let kill = 0; kill <= KILLS; kill++) {
      await using mirrorer = await spawnProgram(MIRRORER, [dir.join('profile'), dir.path, String(version)])
      const opened = await mirrorer.waitForJson<Line>(isOpen, { timeoutMs: 60_000 })
      expect(opened, `after kill ${kill}, seed ${testSeed()}`).toMatchObject({
        broken: [],
        damaged: 0,
        missing: 0,
      })
      if (kill < KILLS) {
        // The moment is what is random here: nothing is waited for.
        await setTimeout(random.integer(0, MAX_KILL_MS))
        await mirrorer.kill()
        for await (const text of mirrorer.lines()) {
          const line = JSON.parse(text) as Line
          if (line.type === 'done') version = line.version + 1
        }
        continue
      }
      expect(await mirrorer.waitForJson<Line>(isDone, { timeoutMs: 60_000 })).toMatchObject({ isWhole: true })
      await mirrorer.kill()
    }
    expect(await brokenFiles(dir.join('target'))).toEqual([])
    console.log(`${version} versions were mirrored between ${KILLS} kills`)
  },
  60_000 + KILLS * 10_000,
)

test(
  `a mirror out of another's drive, killed at ${KILLS} moments, leaves whole files, and then completes`,
  async () => {
    const random = seededRandom(`fetch kill/${testSeed()}`)
    await using peers = await createDrivePeers()
    const alice = await peers.open()
    const dir = await peers.dir()
    const { link } = await alice.drives.create({ name: 'source' })
    let version = 0
    const publish = async () => {
      await writeVersion(dir.join('source'), ++version)
      await alice.drives.mirror({ source: dir.join('source'), target: 'source:' })
    }
    await publish()
    await alice.drives.seed('source')
    const args = [dir.join('profile'), dir.join('target'), link, peers.dht.address]
    for (let kill = 0; kill < KILLS; kill++) {
      await using reader = await spawnProgram(READER, args)
      const { broken } = await reader.waitForJson<Line>(isOpen, { timeoutMs: 60_000 })
      expect(broken, `after kill ${kill}, seed ${testSeed()}`).toEqual([])
      const publishing = publish()
      await setTimeout(random.integer(0, MAX_KILL_MS))
      await reader.kill()
      await publishing
    }
    await using reader = await spawnProgram(READER, args)
    await waitFor(() => isVersion(dir.join('target'), version), { timeoutMs: 60_000 })
    await reader.kill()
    expect(await brokenFiles(dir.join('target'))).toEqual([])
    const left = (await readdir(dir.join('target'))).filter((name) => name.startsWith('.comice'))
    console.log(`${version} versions; left behind by the last kill: ${left.join(' ') || 'nothing'}`)
  },
  60_000 + KILLS * 15_000,
)
