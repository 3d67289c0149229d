/** A room with many members and messages: coming new to it, scrolling back in it, searching it. */
import { createTestDht } from '@comice/testkit'
import { type Figures, figuresOf } from '../harness/figures.ts'
import { pick, sampled } from '../harness/interleave.ts'
import { type HostPort, lineOf, type Timed } from '../harness/peer-calls.ts'
import { startPeer } from '../harness/peer-process.ts'
import { letIn, makeFolder } from '../harness/room-pair.ts'
import type { Row, Run } from '../harness/suite.ts'
import { LargeRoom, type RoomSize } from './large-room.ts'

/** The same room, growing: the aims are those of the last size. */
const SIZES: readonly RoomSize[] = [
  { members: 10, messages: 10_000 },
  { members: 100, messages: 100_000 },
]
const SMOKE_SIZES: readonly RoomSize[] = [{ members: 1, messages: 200 }]

const PAGE_MESSAGES = 50
const SCROLLED_MESSAGES = 1_000
const SMOKE_SCROLLED_MESSAGES = 50
const SEARCHES = 10

type Side = 'comice' | 'bare'

export async function largeRows({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  await using scope = new AsyncDisposableStack()
  const { bootstrap } = dht
  const open = async (side: Side) =>
    scope.use(await LargeRoom.open(side, { dir: await makeFolder(dir, side), bootstrap }))
  const rooms = { comice: await open('comice'), bare: await open('bare') }
  const rows: Row[] = []
  for (const size of isSmoke ? SMOKE_SIZES : SIZES) {
    for (const side of ['comice', 'bare'] as const) {
      log(`a room of ${size.messages} messages of ${size.members} members, ${side}`)
      await rooms[side].grow(size)
    }
    const name = `${size.messages} messages of ${size.members}`
    const scrolled = isSmoke ? SMOKE_SCROLLED_MESSAGES : SCROLLED_MESSAGES
    log('newcomers')
    const samples = await sampled(rounds, {
      comice: (round) => visit(rooms.comice, { dir, bootstrap, round, scrolled }),
      bare: (round) => visit(rooms.bare, { dir, bootstrap, round, scrolled }),
    })
    rows.push(
      ...visitRows(name, samples, scrolled),
      ...(await searchRows(rooms, { name, dir, isSmoke, log })),
    )
  }
  return rows
}

interface Visit {
  /** From the first connection: handshake of the invite, admission and everything else included. */
  readonly page: Timed
  readonly pageKb: number
  readonly scroll: Timed
  readonly scrollKb: number
}

interface VisitOptions {
  readonly dir: string
  readonly bootstrap: readonly HostPort[]
  readonly round: number
  readonly scrolled: number
}

async function visit(
  { side, alice, invite, messages, members }: LargeRoom,
  { dir, bootstrap, round, scrolled }: VisitOptions,
): Promise<Visit> {
  await using carol = await startPeer(side)
  await carol.open({ dir: await makeFolder(dir, `${side} ${members} carol ${round}`), bootstrap })
  const cpu = async () => (await alice.cpu({})) + (await carol.cpu({}))
  const cpuBefore = await cpu()
  await letIn(alice, carol, invite)
  const { at, connectedAt } = await carol.page({ limit: PAGE_MESSAGES, last: lineOf(messages - 1) })
  const { receivedBytes: pageBytes } = await carol.usage({})
  const cpuOfPage = (await cpu()) - cpuBefore
  // What came with the page is no part of the scroll.
  await carol.quiet({})
  const { receivedBytes: before } = await carol.usage({})
  const alreadyUsed = await alice.cpu({})
  const { ms, cpuMs } = await carol.scroll({
    before: messages - PAGE_MESSAGES,
    limit: PAGE_MESSAGES,
    count: scrolled,
  })
  const { receivedBytes: after } = await carol.usage({})
  return {
    page: { ms: at - connectedAt, cpuMs: cpuOfPage },
    pageKb: pageBytes / 1000,
    scroll: { ms, cpuMs: cpuMs + (await alice.cpu({})) - alreadyUsed },
    scrollKb: (after - before) / 1000,
  }
}

function visitRows(name: string, samples: ReadonlyMap<string, Visit[]>, scrolled: number): Row[] {
  return [
    {
      measure: `${name}: connected → newest ${PAGE_MESSAGES}`,
      unit: 'ms',
      sides: pick(samples, ({ page }) => ({ value: page.ms, cpuMs: page.cpuMs })),
      aim: { median: 1000 },
    },
    {
      measure: `${name}: received for them`,
      unit: 'kB',
      sides: pick(samples, ({ pageKb }) => ({ value: pageKb })),
      aim: { median: 500 },
    },
    {
      measure: `${name}: back by ${scrolled}`,
      unit: 'ms',
      sides: pick(samples, ({ scroll }) => ({ value: scroll.ms, cpuMs: scroll.cpuMs })),
      aim: { median: 500 },
    },
    {
      measure: `${name}: received for that`,
      unit: 'kB',
      sides: pick(samples, ({ scrollKb }) => ({ value: scrollKb })),
    },
  ]
}

interface SearchOptions {
  readonly name: string
  readonly dir: string
  readonly isSmoke: boolean
  readonly log: (text: string) => void
}

/** At alice, who has everything. */
async function searchRows(
  rooms: Readonly<Record<Side, LargeRoom>>,
  { name, dir, isSmoke, log }: SearchOptions,
): Promise<Row[]> {
  log('search')
  const { alice, messages } = rooms.comice
  const index = await alice.index({ file: `${dir}/${messages}.sqlite` })
  const rows: Row[] = [
    {
      measure: `${name}: first index`,
      unit: 'ms',
      sides: { comice: figuresOf([{ value: index.ms, cpuMs: index.cpuMs }]) },
    },
  ]
  const questions = { 'a word of one message': String(messages - 20), 'two words of all': 'pears Saturday' }
  for (const [what, words] of Object.entries(questions)) {
    const find = async (side: Side, times: number): Promise<Figures> => {
      const { hits, each } = await rooms[side].alice.search({ words, times })
      if (hits === 0) throw new Error(`${side} found nothing for ${words}`)
      return figuresOf(each.map(({ ms, cpuMs }) => ({ value: ms, cpuMs })))
    }
    const times = isSmoke ? 1 : SEARCHES
    rows.push({
      measure: `${name}: search, ${what}`,
      unit: 'ms',
      sides: { comice: await find('comice', times), bare: await find('bare', 1) },
      aim: { median: 50 },
    })
  }
  return rows
}
