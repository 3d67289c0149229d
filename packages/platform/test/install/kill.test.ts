import { createTestDht, seededRandom, spawnPeer, tempDir, testSeed } from '@comice/testkit'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { removeTree } from '../../src/checkout/remove-tree.ts'
import { createAuthor } from './authors.ts'

const KILLS = process.env.COMICE_TEST_FULL === '1' ? 100 : 6
/** Longer than a round of fetch, update, gc and remove takes here. */
const MAX_KILL_MS = 700

interface Line {
  type: 'found' | 'ready' | 'does' | 'has'
  what?: string
  version?: string
  damaged?: string[]
}

test(
  `a node killed at ${KILLS} moments of fetch, update and gc opens again, with whole versions only`,
  async () => {
    const random = seededRandom(`install kill/${testSeed()}`)
    await using dht = await createTestDht()
    await using author = await createAuthor(dht)
    await using dir = await tempDir('user')
    const publish = async (version: string) => {
      const changed = Object.fromEntries(
        Array.from(
          { length: 20 },
          (_, at) => [`/data/${at}`, random.bytes(random.integer(0, 60_000))] as const,
        ),
      )
      await author.stage({ ...changed, '/same': Buffer.alloc(300_000, 7) })
      await author.publish(version, version)
    }
    await publish('1.0.0')
    const killedIn = new Map<string, number>()
    let versions = 1
    for (let kill = 0; kill <= KILLS; kill++) {
      await using user = await spawnPeer({
        name: 'user',
        script: new URL('../programs/user.ts', import.meta.url),
        args: [dir.path, dht.address, author.link],
        execArgv: ['--conditions=@comice/source'],
      })
      const afterMs = random.integer(0, MAX_KILL_MS)
      let killing: Promise<unknown> | null = null
      let doing = 'nothing'
      for await (const text of user.lines()) {
        const line = JSON.parse(text) as Line
        const where = `kill ${kill}, after ${doing}, seed ${testSeed()}: ${text}`
        if (line.type === 'found') expect(line.damaged, where).toEqual([])
        if (line.type === 'does') doing = line.what ?? ''
        if (line.type === 'ready') {
          killing = new Promise((resolve) => setTimeout(resolve, afterMs)).then(() => user.kill())
        }
        // Something new to fetch, whenever it has caught up.
        if (line.type === 'has' && line.version === `${versions}.0.0`) await publish(`${++versions}.0.0`)
      }
      await killing
      expect(user.stderr, `kill ${kill}, seed ${testSeed()}`).toBe('')
      killedIn.set(doing, (killedIn.get(doing) ?? 0) + 1)
    }
    console.log(`${versions} versions, killed in`, Object.fromEntries(killedIn))
    await removeTree(join(dir.path, 'apps'))
  },
  60_000 + KILLS * 10_000,
)
