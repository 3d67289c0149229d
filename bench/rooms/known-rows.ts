/** A node that knows many rooms, beside one that knows one: how long it takes to start, and what it takes of the memory. */
import { createTestDht } from '@comice/testkit'
import { pick, sampled } from '../harness/interleave.ts'
import { type HostPort, momentNow } from '../harness/peer-calls.ts'
import { startPeer } from '../harness/peer-process.ts'
import { makeFolder } from '../harness/room-pair.ts'
import type { Row, Run } from '../harness/suite.ts'

const ROOMS = 200
const SMOKE_ROOMS = 2
const PROGRAMS = { comice: 'node', bare: 'bare' } as const

type Side = keyof typeof PROGRAMS

interface Started {
  readonly readyMs: number
  /** Until there is nothing more to do. */
  readonly cpuMs: number
  readonly rssMib: number
}

/** The smoke starts one node of each kind. */
const NOTHING: Started = { readyMs: 0, cpuMs: 0, rssMib: 0 }

export async function knownRows({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  const { bootstrap } = dht
  const rooms = isSmoke ? SMOKE_ROOMS : ROOMS
  const measure = async (side: Side) => {
    const homes = [await makeFolder(dir, `${side} one`), await makeFolder(dir, `${side} many`)] as const
    log(`${rooms} rooms, ${side}`)
    if (!isSmoke) await makeRooms(side, homes[0], 1)
    await makeRooms(side, homes[1], rooms)
    // What the last stop left, as before any other start.
    if (!isSmoke) await start(side, { dir: homes[1], rooms, bootstrap })
    return async () => ({
      one: isSmoke ? NOTHING : await start(side, { dir: homes[0], rooms: 1, bootstrap }),
      many: await start(side, { dir: homes[1], rooms, bootstrap }),
    })
  }
  const sides = { comice: await measure('comice'), bare: await measure('bare') }
  const samples = await sampled(Math.min(rounds, 3), sides)
  return [
    {
      measure: `${rooms} known rooms: start`,
      unit: 'ms',
      sides: pick(samples, ({ many }) => ({ value: many.readyMs, cpuMs: many.cpuMs })),
      aim: { median: 2000 },
    },
    {
      measure: `${rooms} known rooms: CPU until quiet, over one room`,
      unit: 'ms',
      sides: pick(samples, ({ one, many }) => ({ value: many.cpuMs - one.cpuMs })),
    },
    {
      measure: `${rooms} known rooms: RSS over one room`,
      unit: 'MiB',
      sides: pick(samples, ({ one, many }) => ({ value: many.rssMib - one.rssMib })),
      aim: { median: 60 },
    },
  ]
}

async function makeRooms(side: Side, dir: string, count: number): Promise<void> {
  await using peer = await startPeer(PROGRAMS[side])
  await peer.open({ dir, bootstrap: null })
  for (let number = 0; number < count; number++) await peer.create({ name: `room ${number}` })
}

/** Ready is who can show every room and is reachable for all of them. */
async function start(
  side: Side,
  { dir, rooms, bootstrap }: { dir: string; rooms: number; bootstrap: readonly HostPort[] },
): Promise<Started> {
  await using peer = await startPeer(PROGRAMS[side])
  const startedAt = momentNow()
  await peer.open({ dir, bootstrap })
  await peer.shown({ count: rooms })
  const readyMs = momentNow() - startedAt
  await peer.quiet({})
  const cpuMs = await peer.cpu({})
  const { rssBytes } = await peer.usage({})
  return { readyMs, cpuMs, rssMib: rssBytes / 2 ** 20 }
}
