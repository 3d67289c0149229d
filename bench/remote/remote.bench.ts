/** Other machines: ports of theirs here, commands and keys there, beside what people use for that. */
import path from 'node:path'
import { createTestDht, type TestDht } from '@comice/testkit'
import { firstMissing } from '../harness/installed.ts'
import { makeFolder } from '../harness/room-pair.ts'
import type { Row, Run, Suite } from '../harness/suite.ts'
import { commandRows } from './command-rows.ts'
import { forwardRows, startSource } from './forward-rows.ts'
import { comice } from './forwards/comice.ts'
import type { Forward, ForwardKind } from './forwards/forward.ts'
import { hypertele } from './forwards/hypertele.ts'
import { socat } from './forwards/socat.ts'
import { ssh } from './forwards/ssh.ts'
import { pipeRows } from './pipe-rows.ts'

export const remoteSuite: Suite = { name: 'remote', rounds: 5, run }

/** The first beside ours is the one that ratios are taken with. */
const KINDS: readonly ForwardKind[] = [comice, ssh, hypertele, socat]

/** Needs nothing that has to be installed. */
const SMOKE_KINDS: readonly ForwardKind[] = [comice]

async function run(all: Run): Promise<Row[]> {
  const { isSmoke, rounds, dir, log } = all
  await using dht = await createTestDht()
  await using source = await startSource()
  await using scope = new AsyncDisposableStack()
  const forwards = new Map<string, Forward>()
  for (const kind of isSmoke ? SMOKE_KINDS : KINDS) {
    const forward = await openIfThere(kind, { dir, dht, targetPort: source.port, log })
    if (forward !== null) forwards.set(kind.name, scope.use(forward))
  }
  const through = await forwardRows({ isSmoke, rounds, forwards, sourcePort: source.port, log })
  const commands = await commandRows(all, { home: await makeFolder(dir, 'commands'), dht })
  const [node] = dht.bootstrap
  const pipes = await pipeRows(all, {
    home: await makeFolder(dir, 'pipes'),
    node: `${node?.host ?? ''}:${node?.port ?? ''}`,
  })
  return [...through, ...commands, ...pipes]
}

interface Opening {
  readonly dir: string
  readonly dht: TestDht
  readonly targetPort: number
  readonly log: (text: string) => void
}

async function openIfThere(
  kind: ForwardKind,
  { dir, dht, targetPort, log }: Opening,
): Promise<Forward | null> {
  const missing = await firstMissing(kind.needs)
  if (missing === null) {
    const home = await makeFolder(path.join(dir, 'forwards'), kind.name)
    return kind.open({ home, dht, targetPort })
  }
  log(`${kind.name} is left out: there is no ${missing}`)
  return null
}
