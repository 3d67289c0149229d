/** Memory of a node with rooms open, beside the plain program. */
import { createTestDht } from '@comice/testkit'
import { pick, sampled } from '../harness/interleave.ts'
import type { HostPort, Usage } from '../harness/peer-calls.ts'
import { startPeer } from '../harness/peer-process.ts'
import { makeFolder } from '../harness/room-pair.ts'
import type { Row, Run, Suite } from '../harness/suite.ts'

const ROOMS = [1, 50]
const SMOKE_ROOMS = [1, 3]
const PROGRAMS = { comice: 'node', bare: 'bare' } as const

export const memorySuite: Suite = { name: 'memory', rounds: 3, run }

async function run({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  const rows: Row[] = []
  for (const rooms of isSmoke ? SMOKE_ROOMS : ROOMS) {
    const homes = {
      comice: await makeFolder(dir, `comice ${rooms}`),
      bare: await makeFolder(dir, `bare ${rooms}`),
    }
    log(`${rooms} rooms`)
    await Promise.all((['comice', 'bare'] as const).map((side) => makeRooms(side, homes[side], rooms)))
    const samples = await sampled(rounds, {
      comice: () => open('comice', homes.comice, dht.bootstrap),
      bare: () => open('bare', homes.bare, dht.bootstrap),
    })
    const name = `${rooms} ${rooms === 1 ? 'room' : 'rooms'} open`
    rows.push(
      {
        measure: `${name}: RSS`,
        unit: 'MiB',
        sides: pick(samples, ({ rssBytes }) => ({ value: rssBytes / 2 ** 20 })),
      },
      {
        measure: `${name}: heap`,
        unit: 'MiB',
        sides: pick(samples, ({ heapBytes }) => ({ value: heapBytes / 2 ** 20 })),
      },
    )
  }
  return rows
}

async function makeRooms(side: 'comice' | 'bare', dir: string, count: number): Promise<void> {
  await using peer = await startPeer(PROGRAMS[side])
  await peer.open({ dir, bootstrap: null })
  for (let number = 0; number < count; number++) await peer.create({ name: `room ${number}` })
}

async function open(side: 'comice' | 'bare', dir: string, bootstrap: readonly HostPort[]): Promise<Usage> {
  await using peer = await startPeer(PROGRAMS[side])
  await peer.open({ dir, bootstrap })
  await peer.reopen({})
  return await peer.usage({})
}
