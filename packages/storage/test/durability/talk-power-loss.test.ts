/** Two people talk, and the power goes at the indexer's, at the member's, or at both at once. */
import { setTimeout as delay } from 'node:timers/promises'
import { openProfile } from '@comice/storage'
import { seededRandom, spawnPeer, tempDir, testSeed, waitFor, type SeededRandom } from '@comice/testkit'
import Corestore from 'corestore'
import { expect, test } from 'vitest'
import { createPowerLossDisk } from './power-loss-disk.ts'
import { connectAll, openTalkRoom, saidIn, type TalkRoom } from './talk-room.ts'

const CUTS = process.env.COMICE_TEST_FULL === '1' ? 34 : 1

interface Places {
  alice: string
  bob: string
  /** Never on the disk that loses its power. */
  witness: string
}

interface Talk {
  key: string
  /** What was confirmed in this run, as `name number`. */
  confirmed: string[]
}

/** Lets them talk until a random moment, and kills them. */
async function talkUntilKilled(
  { alice, bob, witness }: Places,
  { key, from, random }: { key: string; from: number; random: SeededRandom },
): Promise<Talk> {
  await using talkers = await spawnPeer({
    script: new URL('./talkers.ts', import.meta.url),
    execArgv: ['--conditions=@comice/source'],
    args: [alice, bob, witness, key, String(from)],
  })
  const found = (await talkers.waitForLine(/^key /)).slice('key '.length)
  const confirmed: string[] = []
  const note = (line: string) => confirmed.push(line.slice('confirmed '.length))
  for (let count = random.integer(1, 120); count > 0; count--) note(await talkers.waitForLine(/^confirmed /))
  await delay(random.next() * 20)
  await talkers.kill()
  expect(talkers.stderr).toBe('')
  for await (const line of talkers.lines()) if (line.startsWith('confirmed ')) note(line)
  return { key: found, confirmed }
}

/** Length of a core in a store that may not have it, without asking anybody. */
async function lengthIn(store: Corestore, { local }: TalkRoom): Promise<number> {
  const core = store.get({ key: local.key, active: false })
  await core.ready()
  const { length } = core
  await core.close()
  return length
}

/** Nobody has more of an own core than its owner, everything confirmed is in every view, and all of them go on. */
async function expectTalkGoesOn(places: Places, { key, confirmed }: Talk, where: string): Promise<void> {
  await using alice = await openProfile({ dir: places.alice, reserveBytes: 1024 * 1024 })
  await using bob = await openProfile({ dir: places.bob, reserveBytes: 1024 * 1024 })
  const witness = new Corestore(places.witness)
  const stores = [alice.store, bob.store, witness]
  const rooms: TalkRoom[] = []
  for (const store of stores) rooms.push(await openTalkRoom(store, Buffer.from(key, 'hex')))
  const [owner, member, follower] = rooms
  if (owner === undefined || member === undefined || follower === undefined)
    throw new Error('three were opened')

  const conflicts: string[] = []
  for (const store of stores) {
    for (const room of [owner, member])
      expect(await lengthIn(store, room), `${where}: others have more of a core`).toBeLessThanOrEqual(
        room.local.length,
      )
    for (const core of [owner.local, member.local, owner.core, owner.view]) {
      const session = store.get({ key: core.key })
      await session.ready()
      session.on('conflict', () => conflicts.push(Buffer.from(core.key ?? []).toString('hex')))
    }
  }
  using _connected = connectAll(stores)
  await member.append({ by: 'bob', number: -1 })
  const hasEverything = async (room: TalkRoom) => {
    await room.update()
    const said = new Set((await saidIn(room)).map(({ by, number }) => `${by} ${number}`))
    return confirmed.every((one) => said.has(one))
  }
  for (const room of rooms)
    await waitFor(async () => conflicts.length > 0 || (await hasEverything(room)), {
      describe: `${where}: everything that was confirmed`,
    })
  // Two appends of the indexer sign everything before them.
  await owner.append({ by: 'alice', number: -1 })
  await owner.append({ by: 'alice', number: -1 })
  await waitFor(
    async () => {
      for (const room of rooms) await room.update()
      const isSame = rooms.every(
        ({ length, signedLength }) => length === owner.length && signedLength === owner.signedLength,
      )
      return conflicts.length > 0 || (isSame && owner.signedLength > 0)
    },
    { describe: `${where}: all to have the same, signed as far` },
  )
  expect(conflicts, where).toEqual([])
  const views = await Promise.all(rooms.map(saidIn))
  expect(views[1], where).toEqual(views[0])
  expect(views[2], where).toEqual(views[0])
  for (const room of rooms) await room.close()
  await witness.close()
}

const lost = {
  'the indexer': (disk: string, safe: string) => ({ alice: `${disk}/alice`, bob: `${safe}/bob` }),
  'a member': (disk: string, safe: string) => ({ alice: `${safe}/alice`, bob: `${disk}/bob` }),
  'both at once': (disk: string) => ({ alice: `${disk}/alice`, bob: `${disk}/bob` }),
}

test.each(Object.entries(lost))(
  `${CUTS} power losses of %s, while two talk, lose nothing that was confirmed to anybody, and fork nothing`,
  { timeout: CUTS * 60_000 },
  async (who, placesOf) => {
    await using dir = await tempDir('talk')
    await using disk = await createPowerLossDisk(dir.path)
    const random = seededRandom(`talk ${who} ${testSeed()}`)
    const places = () => ({ ...placesOf(disk.path, dir.path), witness: dir.join('witness') })
    let key = ''
    let total = 0
    for (let cut = 0; cut < CUTS; cut++) {
      const talk = await talkUntilKilled(places(), { key, from: cut * 10_000, random })
      await disk.cut()
      await expectTalkGoesOn(places(), talk, `seed ${testSeed()}, cut ${cut}`)
      key = talk.key
      total += talk.confirmed.length
    }
    expect(total, 'confirmations over all cuts').toBeGreaterThan(CUTS * 10)
  },
)
