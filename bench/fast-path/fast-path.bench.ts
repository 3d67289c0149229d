/** Much at once between two processes of one machine: over TCP beside UDX, over UDX alone, and by the bare stack. */
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { createTestDht } from '@comice/testkit'
import type { Sample } from '../harness/figures.ts'
import { interleave } from '../harness/interleave.ts'
import type { HostPort } from '../harness/peer-calls.ts'
import { type PeerProcess, startPeer } from '../harness/peer-process.ts'
import { makeFolder } from '../harness/room-pair.ts'
import type { Row, Run, Suite } from '../harness/suite.ts'

export const fastPathSuite: Suite = { name: 'fast-path', rounds: 5, run }

const MIB = 1024 * 1024
const BLOCK_BYTES = 64 * 1024

type Side = 'comice' | 'comice, UDX' | 'bare'

interface Meeting extends AsyncDisposable {
  readonly alice: PeerProcess
  readonly bob: PeerProcess
}

interface Place {
  readonly dir: string
  readonly bootstrap: readonly HostPort[]
}

async function run({ isSmoke, rounds, dir, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  const mib = isSmoke ? 16 : 256
  const place = (name: string): Place => ({ dir: path.join(dir, name), bootstrap: dht.bootstrap })
  log(`a core of ${mib} MiB`)
  const cores = await interleave(rounds, {
    comice: (round) => fetchCore('comice', place(`core-${round}`), mib),
    bare: (round) => fetchCore('bare', place(`core-${round}`), mib),
    'comice, UDX': (round) => fetchCore('comice, UDX', place(`core-${round}`), mib),
  })
  log(`${mib} MiB of bytes`)
  const bytes = await interleave(rounds, {
    comice: (round) => readBytes('comice', place(`bytes-${round}`), mib),
    bare: (round) => readBytes('bare', place(`bytes-${round}`), mib),
    'comice, UDX': (round) => readBytes('comice, UDX', place(`bytes-${round}`), mib),
  })
  return [
    { measure: `a core of ${mib} MiB`, unit: 'ms', sides: cores, aim: { ratio: 0.625 } },
    { measure: `${mib} MiB of bytes`, unit: 'ms', sides: bytes, aim: { ratio: 0.333 } },
  ]
}

async function fetchCore(side: Side, place: Place, mib: number): Promise<Sample> {
  await using met = await meet(side, place, randomBytes(32))
  const blocks = (mib * MIB) / BLOCK_BYTES
  const key = await met.alice.makeCore({ blocks, blockBytes: BLOCK_BYTES })
  const before = await met.alice.cpu({})
  const { ms, cpuMs, path: taken } = await met.bob.fetchCore({ key, blocks })
  notePath(side, taken)
  return { value: ms, cpuMs: cpuMs + (await met.alice.cpu({})) - before }
}

/** On a machine that is busy enough a probe may fail; its figures then show UDX, and say so. */
function notePath(side: Side, taken: string): void {
  const expected = side === 'comice' ? 'tcp' : 'udx'
  if (taken !== expected) process.stderr.write(`fast-path: ${side} went over ${taken} this time\n`)
}

async function readBytes(side: Side, place: Place, mib: number): Promise<Sample> {
  const topic = randomBytes(32)
  // Tells the plain program that its connection is for bytes alone.
  topic[0] = 0xff
  await using met = await meet(side, place, topic)
  const before = await met.alice.cpu({})
  const { ms, cpuMs, path: taken } = await met.bob.readBytes({ bytes: mib * MIB })
  notePath(side, taken)
  return { value: ms, cpuMs: cpuMs + (await met.alice.cpu({})) - before }
}

async function meet(side: Side, { dir, bootstrap }: Place, topicBytes: Uint8Array): Promise<Meeting> {
  await using scope = new AsyncDisposableStack()
  const open = async (name: string) => {
    const peer = scope.use(await startPeer(side === 'bare' ? 'bare-bulk' : 'comice-bulk'))
    await peer.open({
      dir: await makeFolder(dir, `${side} ${name}`),
      bootstrap,
      fastPaths: side === 'comice',
    })
    return peer
  }
  const [alice, bob] = [await open('alice'), await open('bob')]
  const topic = Buffer.from(topicBytes).toString('hex')
  await alice.listen({ topic })
  await bob.dial({ topic })
  const kept = scope.move()
  return { alice, bob, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
