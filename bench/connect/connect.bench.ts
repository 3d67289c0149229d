/** Two fresh peers meet on a topic, beside bare hyperswarm. */
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { createTestDht } from '@comice/testkit'
import type { Sample } from '../harness/figures.ts'
import { interleave } from '../harness/interleave.ts'
import type { HostPort } from '../harness/peer-calls.ts'
import { startPeer } from '../harness/peer-process.ts'
import { makeFolder } from '../harness/room-pair.ts'
import type { Row, Run, Suite } from '../harness/suite.ts'

export const connectSuite: Suite = { name: 'connect', rounds: 10, run }

async function run({ rounds, dir, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  const { bootstrap } = dht
  log('two fresh peers at a time')
  const sides = await interleave(rounds, {
    comice: (round) => meet('comice', { bootstrap, dir: path.join(dir, `comice-${round}`) }),
    bare: (round) => meet('bare', { bootstrap, dir: path.join(dir, `bare-${round}`) }),
  })
  return [{ measure: 'join topic → connection', unit: 'ms', sides }]
}

async function meet(
  side: 'comice' | 'bare',
  { bootstrap, dir }: { bootstrap: readonly HostPort[]; dir: string },
): Promise<Sample> {
  await using alice = await startPeer(side)
  await using bob = await startPeer(side)
  await alice.open({ dir: await makeFolder(dir, 'alice'), bootstrap })
  await bob.open({ dir: await makeFolder(dir, 'bob'), bootstrap })
  const topic = randomBytes(32).toString('hex')
  await alice.listen({ topic })
  const before = [await alice.usage({}), await bob.usage({})]
  const { startedAt, connectedAt } = await bob.dial({ topic })
  const after = [await alice.usage({}), await bob.usage({})]
  const cpuMs = sumOf(after.map(({ cpuMs }) => cpuMs)) - sumOf(before.map(({ cpuMs }) => cpuMs))
  return { value: connectedAt - startedAt, cpuMs }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, next) => sum + next, 0)
}
