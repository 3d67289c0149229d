/** What a small room takes on the disk, and whether that grows while nobody says anything. */
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createTestDht } from '@comice/testkit'
import { pick, sampled } from '../harness/interleave.ts'
import { makeFolder, openPair, openSide, type PairOptions, type RoomPair } from '../harness/room-pair.ts'
import type { Row, Run } from '../harness/suite.ts'

const MESSAGES = 20
const IDLE_MS = 20_000
const SMOKE_IDLE_MS = 100

/** What the kernel counts in, whatever the file system's blocks are: stat(2). */
const STAT_BLOCK_BYTES = 512

type Side = 'comice' | 'bare'

interface Sizes {
  /** A store that never had a room, closed. */
  readonly emptyKb: number
  readonly wholeKb: number
  readonly idleKb: number
}

export async function diskRows({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  const { bootstrap } = dht
  const idleMs = isSmoke ? SMOKE_IDLE_MS : IDLE_MS
  const measure = (side: Side) => async (round: number) => {
    log(`a room of ${MESSAGES} messages, ${side}`)
    const home = await makeFolder(dir, `${round} ${side}`)
    const emptyKb = isSmoke ? 0 : await emptyStore(side, { dir: await makeFolder(home, 'empty'), bootstrap })
    return { emptyKb, ...(await talkAndRest(side, { dir: home, bootstrap, idleMs, isSmoke })) }
  }
  const samples = await sampled(Math.min(rounds, 2), { comice: measure('comice'), bare: measure('bare') })
  const row = (name: string, value: (sizes: Sizes) => number): Row => ({
    measure: name,
    unit: 'kB',
    sides: pick(samples, (sizes) => ({ value: value(sizes) })),
  })
  return [
    row('disk without a room', ({ emptyKb }) => emptyKb),
    {
      ...row(`disk of a room of ${MESSAGES}, over that`, ({ emptyKb, wholeKb }) => wholeKb - emptyKb),
      aim: { median: 100 },
    },
    { ...row(`growth in ${idleMs / 1000} s of silence`, ({ idleKb }) => idleKb), aim: { median: 0 } },
  ]
}

async function emptyStore(side: Side, { dir, bootstrap }: PairOptions): Promise<number> {
  const peer = await openSide(side, { dir, bootstrap })
  await peer[Symbol.asyncDispose]()
  return kilobytesIn(dir)
}

/** At alice, who made the room. */
async function talkAndRest(
  side: Side,
  { idleMs, isSmoke, ...options }: PairOptions & { idleMs: number; isSmoke: boolean },
): Promise<Omit<Sizes, 'emptyKb'>> {
  const folder = path.join(options.dir, `${side}-alice`)
  // One process less.
  const open = isSmoke ? openAlone : openPair
  await using pair = await open(side, options)
  const idleKb = await restAfterTalk(pair, { idleMs, folder })
  await pair[Symbol.asyncDispose]()
  return { idleKb, wholeKb: await kilobytesIn(folder) }
}

async function openAlone(side: Side, { bootstrap, dir }: PairOptions): Promise<RoomPair> {
  const alice = await openSide(side, { dir: await makeFolder(dir, `${side} alice`), bootstrap })
  await alice.create({ name: 'garden' })
  return { alice, bob: alice, [Symbol.asyncDispose]: () => alice[Symbol.asyncDispose]() }
}

async function restAfterTalk(
  pair: RoomPair,
  { folder, idleMs }: { idleMs: number; folder: string },
): Promise<number> {
  const both = [pair.alice, pair.bob]
  for (let number = 0; number < MESSAGES; number += 2) {
    await pair.alice.say({ text: `alice says ${number}` })
    await pair.bob.say({ text: `bob says ${number}` })
  }
  await Promise.all(both.map((peer) => peer.count({ count: MESSAGES })))
  await Promise.all(both.map((peer) => peer.quiet({})))
  const before = await kilobytesIn(folder)
  await pause(idleMs)
  return (await kilobytesIn(folder)) - before
}

/** What the files of a folder take on the disk. */
async function kilobytesIn(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const { blocks } = await stat(path.join(entry.parentPath, entry.name))
    bytes += blocks * STAT_BLOCK_BYTES
  }
  return bytes / 1000
}
