/** From saying something to its being shown in another process, beside the plain program. */
import { createTestDht } from '@comice/testkit'
import { figuresOf, type Sample } from '../harness/figures.ts'
import { sampled } from '../harness/interleave.ts'
import { openPair, type RoomPair, type Side } from '../harness/room-pair.ts'
import type { Row, Run, Suite } from '../harness/suite.ts'

/** Messages that one side says before it is the other's turn. */
const TURN_MESSAGES = 10

const WARM_UP_MESSAGES = 10

const SIDES: readonly Side[] = ['comice', 'bare', 'bare, synced']

/** A round is a turn of ten messages each way. */
export const saySuite: Suite = { name: 'say', rounds: 20, run }

interface Turn {
  readonly said: Sample[]
  readonly seen: Sample[]
}

async function run({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  await using scope = new AsyncDisposableStack()
  const turns = new Map<string, () => Promise<{ out: Turn; back: Turn }>>()
  const messages = isSmoke ? 3 : TURN_MESSAGES
  for (const side of SIDES) {
    log(`alice and bob, ${side}`)
    const pair = scope.use(await openPair(side, { dir, bootstrap: dht.bootstrap }))
    await pair.alice.follow({})
    await pair.bob.follow({})
    await sayTurn(pair, { from: 'alice', messages: isSmoke ? 1 : WARM_UP_MESSAGES })
    await sayTurn(pair, { from: 'bob', messages: isSmoke ? 1 : WARM_UP_MESSAGES })
    turns.set(side, async () => ({
      out: await sayTurn(pair, { from: 'alice', messages }),
      back: await sayTurn(pair, { from: 'bob', messages }),
    }))
  }
  log('they talk')
  const samples = await sampled(rounds, Object.fromEntries(turns))
  const row = (measure: string, take: (turn: { out: Turn; back: Turn }) => Sample[]): Row => ({
    measure,
    unit: 'ms',
    sides: Object.fromEntries([...samples].map(([side, list]) => [side, figuresOf(list.flatMap(take))])),
  })
  return [
    { ...row('say → seen, by the owner', ({ out }) => out.seen), aim: { ratio: 1.5 } },
    { ...row('say → seen, by a member', ({ back }) => back.seen), aim: { ratio: 1.5 } },
    row('say → said, by the owner', ({ out }) => out.said),
    row('say → said, by a member', ({ back }) => back.said),
  ]
}

let said = 0

async function sayTurn(
  { alice, bob }: RoomPair,
  { from, messages }: { from: 'alice' | 'bob'; messages: number },
): Promise<Turn> {
  const [speaker, listener] = from === 'alice' ? [alice, bob] : [bob, alice]
  const turn: Turn = { said: [], seen: [] }
  for (let number = 0; number < messages; number++) {
    const text = `${from} says ${said++}`
    const before = await cpuOf(alice, bob)
    const seen = listener.seen({ text })
    const { calledAt, saidAt } = await speaker.say({ text })
    const seenAt = await seen
    const cpuMs = (await cpuOf(alice, bob)) - before
    turn.said.push({ value: saidAt - calledAt })
    turn.seen.push({ value: seenAt - calledAt, cpuMs })
  }
  return turn
}

async function cpuOf(...peers: RoomPair['alice'][]): Promise<number> {
  const values = await Promise.all(peers.map((peer) => peer.cpu({})))
  return values.reduce((sum, next) => sum + next, 0)
}
