/** From the start of a receiver to its end, with a sender that waits: ours, magic-wormhole, Hyperbeam and cp. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { createTestDht } from '@comice/testkit'
import { type FolderShape, makeDriveFolder } from '../drives/drive-folder.ts'
import { byHyperbeam } from '../harness/by-hyperbeam.ts'
import type { Sample } from '../harness/figures.ts'
import { interleave, mayFail, type Measure } from '../harness/interleave.ts'
import { makeFolder } from '../harness/room-pair.ts'
import { builtProgram, runProgram } from '../harness/run-program.ts'
import type { Row, Run, Suite } from '../harness/suite.ts'
import { bothEnds, firstLine, GIVER_STDIO } from '../harness/two-ends.ts'
import { byWormhole, startWormhole } from './by-wormhole.ts'

const MIB = 1024 * 1024
const SHAPES: readonly FolderShape[] = [
  { name: '256 MiB in one file', files: 1, bytes: 256 * MIB },
  { name: '10,000 files of 4 KiB', files: 10_000, bytes: 4096 },
]
const SMOKE_SHAPES: readonly FolderShape[] = [{ name: '2 MiB in one file', files: 1, bytes: 2 * MIB }]

/** Twice as fast as magic-wormhole. */
const AIM = { ratio: 0.5 }

export const sendSuite: Suite = { name: 'send', rounds: 3, run }

interface Work {
  readonly home: string
  readonly source: string
  /** Of a DHT node, host:port. */
  readonly node: string
}

async function run({ isSmoke, rounds, dir, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  await using stack = new AsyncDisposableStack()
  const wormhole = isSmoke ? null : await startWormhole()
  if (wormhole !== null) stack.use(wormhole)
  else if (!isSmoke) log('magic-wormhole is not measured: it is not installed, see bench/README.md')
  const rows: Row[] = []
  for (const shape of isSmoke ? SMOKE_SHAPES : SHAPES) {
    log(shape.name)
    const home = await makeFolder(dir, shape.name)
    const source = path.join(home, 'source')
    await makeDriveFolder(source, shape)
    const [node] = dht.bootstrap
    const work = { home, source, node: `${node?.host ?? ''}:${node?.port ?? ''}` }
    const sides = sidesOf({ work, wormhole, log, isBeamed: shape.files === 1 && !isSmoke })
    rows.push({ measure: shape.name, unit: 'ms', sides: await interleave(rounds, sides), aim: AIM })
    // Removing many slows down who makes files next, see drives/shapes.ts.
    if (shape.files === 1) await rm(home, { recursive: true })
  }
  return rows
}

interface Sides {
  readonly work: Work
  readonly wormhole: Awaited<ReturnType<typeof startWormhole>>
  readonly isBeamed: boolean
  readonly log: Run['log']
}

function sidesOf({ work, wormhole, isBeamed, log }: Sides): Record<string, Measure> {
  const { source, home } = work
  return {
    comice: (round) => byComice(round, work),
    ...(wormhole !== null && {
      'magic-wormhole': async () => byWormhole(wormhole, { source, target: `${await target(home)}/in` }),
    }),
    ...(isBeamed && { hyperbeam: mayFail('hyperbeam', { measure: () => beamed(work), log }) }),
    cp: () => copied(work),
  }
}

async function byComice(round: number, { home, source, node }: Work): Promise<Sample> {
  const program = await builtProgram(new URL('../peers/comice-send.ts', import.meta.url))
  const profile = (name: string) => path.join(home, `comice-${round}-${name}`)
  return bothEnds(async () => {
    const giver = spawn(process.execPath, [program, profile('alice'), node, 'send', source], GIVER_STDIO)
    const code = await firstLine(giver)
    const args = [program, profile('bob'), node, 'receive', code, await target(home)]
    return { giver, taken: await runProgram({ file: process.execPath, args }) }
  })
}

async function beamed({ home, source, node }: Work): Promise<Sample> {
  const from = `cat '${source}/folder-0/file-0.bin'`
  return byHyperbeam({ node, from, to: `cat > '${await target(home)}/in'` })
}

async function copied({ home, source }: Work): Promise<Sample> {
  return runProgram({ file: 'cp', args: ['-a', source, `${await target(home)}/in`] })
}

/** A new empty folder. */
async function target(home: string): Promise<string> {
  return mkdtemp(path.join(home, 'target-'))
}
