import { createTestDht, seededRandom, spawnPeer, type SpawnedPeer, tempDir, testSeed } from '@comice/testkit'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { removeTree } from '../../src/checkout/remove-tree.ts'
import { createAuthor } from './authors.ts'

/** Kills within each thing that a node does. */
const KILLS = process.env.COMICE_TEST_FULL === '1' ? 100 : 3
/** The moment is random within what the thing took at best, so few come when it is done: those do not count. */
const MAX_ROUNDS = KILLS * 4
const FILES = 20
const MAX_FILE_BYTES = 60_000

/** Long, for machines that do more than this. */
const wait = { timeoutMs: 90_000 }

type What = 'fetch' | 'update' | 'gc' | 'remove'

interface Found {
  readonly type: 'found'
  readonly version: string
  readonly isCurrent: boolean
  readonly says: string | null
  readonly damaged: readonly string[]
}

interface Did {
  readonly type: 'did'
  readonly what: What
  readonly ms: number
  readonly result: Readonly<Record<string, unknown>>
}

type Line = Found | Did | { readonly type: 'ready' } | { readonly type: 'does'; readonly what: What }

async function createWorld() {
  await using opening = new AsyncDisposableStack()
  const dht = opening.use(await createTestDht())
  const author = opening.use(await createAuthor(dht))
  const dir = opening.use(await tempDir('user'))
  opening.defer(async () => void (await removeTree(join(dir.path, 'apps'))))
  const random = seededRandom(`install kill/${testSeed()}`)
  let versions = 0
  const open = opening.move()
  return {
    random,
    /** The newest version, as its program says it. */
    newest: () => `${versions}.0.0`,
    async publish() {
      const version = `${++versions}.0.0`
      const changed = Array.from({ length: FILES }, (_, at) => {
        return [`/data/${at}`, random.bytes(random.integer(0, MAX_FILE_BYTES))] as const
      })
      await author.stage({ ...Object.fromEntries(changed), '/same': Buffer.alloc(300_000, 7) })
      await author.publish(version, version)
    },
    startUser: () =>
      spawnPeer({
        name: 'user',
        script: new URL('../programs/user.ts', import.meta.url),
        args: [dir.path, dht.address, author.link],
        execArgv: ['--conditions=@comice/source'],
      }),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

type World = Awaited<ReturnType<typeof createWorld>>

async function does(user: SpawnedPeer, what: What): Promise<Did> {
  user.send(what)
  return user.waitForJson<Did>((line) => line.type === 'did' && line.what === what, wait)
}

/** All that a node prints up to `ready`. */
async function openedBy(user: SpawnedPeer): Promise<Found[]> {
  const found: Found[] = []
  for (;;) {
    const line = await user.waitForJson<Line>(() => true, wait)
    if (line.type === 'ready') return found
    if (line.type === 'found') found.push(line)
  }
}

/** Brings what is killed to its beginning, from an app that is there in its newest version. */
const BEFORE: Readonly<Record<Exclude<What, 'remove'>, (user: SpawnedPeer, world: World) => Promise<void>>> =
  {
    fetch: async (user) => void (await does(user, 'remove')),
    update: (_, world) => world.publish(),
    async gc(user, world) {
      await world.publish()
      expect((await does(user, 'update')).result).toMatchObject({ kind: 'ready' })
      expect((await does(user, 'fetch')).result).toMatchObject({ version: world.newest() })
    },
  }

/** It dies so long after it began with `what`. How long that took when it was done before; what its app said last. */
async function killWithin(
  user: SpawnedPeer,
  what: What,
  afterMs: number,
): Promise<{ doneMs: number | null; said: unknown }> {
  user.send(`${what} ${afterMs}`)
  expect(await user.exited).toMatchObject({ signal: 'SIGKILL' })
  const lines: Line[] = []
  for await (const text of user.lines()) lines.push(JSON.parse(text) as Line)
  const fetched = lines.findLast((line): line is Did => line.type === 'did' && line.what === 'fetch')
  const last = lines.at(-1)
  return { doneMs: last?.type === 'did' ? last.ms : null, said: fetched?.result['says'] }
}

test.each(['fetch', 'update', 'gc'] as const)(
  `a node killed at ${KILLS} moments of %s opens again, its last good version runs, and it goes on`,
  async (what) => {
    await using world = await createWorld()
    const { random } = world
    await world.publish()
    let lastSaid: unknown = null
    /** How long it takes when nobody disturbs it. */
    let wholeMs = 0
    let kills = 0
    let rounds = 0
    for (; kills < KILLS && rounds < MAX_ROUNDS; rounds++) {
      await using user = await world.startUser()
      const where = `${what}, round ${rounds}, seed ${testSeed()}`
      const found = await openedBy(user)
      for (const { version, damaged } of found) {
        expect({ version, damaged }, where).toEqual({ version, damaged: [] })
      }
      const running = found.find(({ isCurrent }) => isCurrent)
      // A fetch that was cut short leaves no app, and never a part of one.
      if (what !== 'fetch' || running !== undefined) expect(running?.says ?? null, where).toBe(lastSaid)

      const { result } = await does(user, 'fetch')
      expect(result['says'], where).toBe(result['version'])
      await BEFORE[what](user, world)
      if (rounds === 0) {
        wholeMs = (await does(user, what)).ms
        await does(user, 'fetch')
        await BEFORE[what](user, world)
      }
      const { doneMs, said } = await killWithin(user, what, random.next() * wholeMs)
      if (doneMs === null) kills++
      else wholeMs = Math.min(wholeMs, doneMs)
      lastSaid = said
      expect(user.stderr, where).toBe('')
    }
    expect(kills).toBe(KILLS)
    console.log(
      `${what}: ${kills} kills in ${rounds} rounds, ${Math.round(wholeMs)} ms when nobody disturbs it`,
    )
  },
  60_000 + MAX_ROUNDS * 10_000,
)
