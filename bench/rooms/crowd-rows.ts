/** A room full of people who are all there: they talk, and all write at the same moment. */
import { createTestDht } from '@comice/testkit'
import { type Figures, figuresOf, type Sample } from '../harness/figures.ts'
import { interleave } from '../harness/interleave.ts'
import { momentNow } from '../harness/peer-calls.ts'
import { makeFolder } from '../harness/room-pair.ts'
import type { Row, Run } from '../harness/suite.ts'
import { type Crowd, openCrowd } from './crowd.ts'

/** People who talk, and then all write at once. */
const MEMBERS = 16
const SMOKE_MEMBERS = 2

/** People who only write at once: too many processes to have both sides' at the same time. */
const MANY_MEMBERS = 50

/** Messages of a turn; somebody else says each. */
const TURN_MESSAGES = 8
const SMOKE_TURN_MESSAGES = 2

const MESSAGES_EACH = 20
const CONVERGE_MS = 10_000

export async function crowdRows({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  const size = isSmoke ? SMOKE_MEMBERS : MEMBERS
  const count = isSmoke ? SMOKE_TURN_MESSAGES : TURN_MESSAGES
  const turns: Record<string, Figures> = {}
  const together: Record<string, Figures> = {}
  // One side after the other: both at once are twice as many processes, all connected to each other.
  for (const side of ['comice', 'bare'] as const) {
    log(`${size} members, ${side}`)
    await using crowd = await openCrowd(side, { dir, bootstrap: dht.bootstrap, size, log })
    await Promise.all(crowd.members.map((member) => member.follow({})))
    await takeTurn(crowd, 1)
    log('they talk')
    turns[side] = figuresOf((await repeated(rounds * 2, () => takeTurn(crowd, count))).flat())
    log('they all write')
    together[side] = figuresOf(await repeated(rounds, () => converge(crowd)))
  }
  return [
    { measure: `say → seen, ${size} members`, unit: 'ms', sides: turns, aim: { ratio: 1 } },
    convergeRow(size, together),
  ]
}

async function repeated<T>(times: number, measure: () => Promise<T>): Promise<T[]> {
  const samples: T[] = []
  for (let time = 0; time < times; time++) samples.push(await measure())
  return samples
}

/** Alone, and only when it is asked for: fifty processes, each connected to each, keep two cores for a quarter of an hour. */
export async function manyRows({ rounds, dir, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  const measure = (side: 'comice' | 'bare') => async (round: number) => {
    log(`${MANY_MEMBERS} members, ${side}`)
    const home = await makeFolder(dir, `many ${round}`)
    await using crowd = await openCrowd(side, {
      dir: home,
      bootstrap: dht.bootstrap,
      size: MANY_MEMBERS,
      log,
    })
    log('they all write')
    return await converge(crowd)
  }
  const sides = await interleave(Math.min(rounds, 2), { comice: measure('comice'), bare: measure('bare') })
  return [convergeRow(MANY_MEMBERS, sides)]
}

function convergeRow(size: number, sides: Readonly<Record<string, Figures>>): Row {
  const measure = `${size} writers of ${MESSAGES_EACH} converge`
  return { measure, unit: 'ms', sides, aim: { median: CONVERGE_MS } }
}

let said = 0

/** A sample for each listener to each message; its CPU time is that of all members. */
async function takeTurn(crowd: Crowd, messages: number): Promise<Sample[]> {
  const samples: Sample[] = []
  for (let turn = 0; turn < messages; turn++) {
    const text = `somebody says ${said}`
    const speaker = crowd.members[said++ % crowd.members.length] ?? crowd.members[0]
    const before = await crowd.cpu()
    const listeners = crowd.members.filter((member) => member !== speaker)
    const seen = Promise.all(listeners.map((member) => member.seen({ text })))
    const { calledAt } = await speaker.say({ text })
    const moments = await seen
    const cpuMs = (await crowd.cpu()) - before
    samples.push(...moments.map((at) => ({ value: at - calledAt, cpuMs })))
  }
  return samples
}

/** Until all have everything, in one order. */
async function converge(crowd: Crowd): Promise<Sample> {
  const { members } = crowd
  await Promise.all(members.map((member) => member.quiet({})))
  const there = await members[0].messages({})
  const before = await crowd.cpu()
  const startedAt = momentNow()
  await Promise.all(
    members.map(async (member) => {
      await member.sayMany({ count: MESSAGES_EACH })
      await member.count({ count: there + members.length * MESSAGES_EACH })
    }),
  )
  // Each has everything, and may still learn of another order.
  while (new Set(await Promise.all(members.map((member) => member.order({})))).size > 1);
  return { value: momentNow() - startedAt, cpuMs: (await crowd.cpu()) - before }
}
