import { seededRandom, spawnPeer, tempDir, testSeed } from '@comice/testkit'
import { expect, test } from 'vitest'

const KILLS = process.env.COMICE_TEST_FULL === '1' ? 100 : 5
const script = new URL('../programs/talker.ts', import.meta.url)

interface Line {
  type: 'open' | 'said'
  texts?: string[]
  text?: string
}

test(
  `a process killed ${KILLS} times while it talks has every message it confirmed once, and needs no repair`,
  async () => {
    const random = seededRandom(`kill/${testSeed()}`)
    await using dir = await tempDir('alice')
    const confirmed = new Set<string>()
    for (let kill = 0; kill <= KILLS; kill++) {
      await using talker = await spawnPeer({
        name: 'alice',
        script,
        args: [dir.path],
        execArgv: ['--conditions=@comice/source'],
      })
      const opened = await talker.waitForJson<Line>(({ type }) => type === 'open', { timeoutMs: 30_000 })
      const kept = new Set(opened.texts)
      // What Autobase applied before a kill, it must not apply again after it.
      expect(opened.texts, `after kill ${kill}`).toHaveLength(kept.size)
      const newest = [...confirmed].slice(-400)
      expect(
        newest.filter((text) => !kept.has(text)),
        `after kill ${kill}`,
      ).toEqual([])
      if (kill === KILLS) break
      const until = performance.now() + random.integer(0, 150)
      for await (const line of talker.lines()) {
        const { type, text } = JSON.parse(line) as Line
        if (type === 'said' && text !== undefined) confirmed.add(text)
        if (performance.now() >= until) break
      }
      await talker.kill()
      // What it printed before it died counts as confirmed too.
      for await (const line of talker.lines()) {
        const { type, text } = JSON.parse(line) as Line
        if (type === 'said' && text !== undefined) confirmed.add(text)
      }
    }
    console.log(`${confirmed.size} messages were confirmed before ${KILLS} kills, none lost`)
  },
  KILLS * 20_000 + 80_000,
)
