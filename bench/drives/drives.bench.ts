/** Drives: a folder into a drive, out of it at another peer, and again with few changes. */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { createTestDht, type TestDht } from '@comice/testkit'
import { pick, sampled } from '../harness/interleave.ts'
import { makeFolder } from '../harness/room-pair.ts'
import { runProgram } from '../harness/run-program.ts'
import type { Timed } from '../harness/peer-calls.ts'
import type { Row, Run, Suite } from '../harness/suite.ts'
import { carryRows, installedKinds } from './carry-rows.ts'
import { type DriveProgram, openDrivePair } from './drive-pair.ts'
import { type Shape, SHAPES, SMOKE_SHAPES } from './shapes.ts'

/** Aims, as ours divided by a plain hyperdrive's. */
const AIMS = { large: 1 / 2.5, small: 1 / 5, unchangedMs: 1000, memoryMiB: 150 }

export const drivesSuite: Suite = { name: 'drives', rounds: 3, run }

async function run(options: Run): Promise<Row[]> {
  const only = process.env['BENCH_DRIVES']
  const shapes = options.isSmoke ? SMOKE_SHAPES : SHAPES
  const kinds = await installedKinds(options)
  const rows: Row[] = []
  await using dht = await createTestDht()
  for (const shape of shapes) {
    if (only !== undefined && !shape.name.includes(only)) continue
    rows.push(...(await rowsOf(shape, { ...options, dht })))
    // The smallest size shows that it works, which one shape does.
    if (options.isSmoke && !shape.isManyFiles) continue
    const home = await makeFolder(options.dir, shape.name, 'carried')
    rows.push(...(await carryRows(kinds, { ...options, home, shape, dht })))
  }
  return rows
}

/** What a reader brought to its folder. */
interface Moved extends Timed {
  /** Over the network, protocol included. */
  readonly receivedBytes: number
}

interface Measured {
  readonly into: Timed
  readonly out: Timed
  readonly unchangedInto: Timed | null
  readonly unchangedOut: Timed | null
  readonly changedOut: Moved | null
  readonly shiftedOut: Moved | null
  readonly memoryMiB: number | null
}

async function rowsOf(shape: Shape, { rounds, dir, log, dht }: Run & { dht: TestDht }): Promise<Row[]> {
  log(shape.name)
  const home = await makeFolder(dir, shape.name)
  const source = path.join(home, 'source')
  await shape.make(source)
  const work = { home, source, shape, dht }
  const samples = await sampled<Measured>(rounds, {
    comice: (round) => mirrored('comice-drives', round, work),
    hyperdrive: (round) => mirrored('bare-drive', round, work),
    cp: (round) => copied(round, work),
  })
  const row = (measure: string, of: (measured: Measured) => Timed | null, aim?: Row['aim']): Row => {
    const known = new Map([...samples].filter(([, list]) => list.every((measured) => of(measured) !== null)))
    const sides = pick(known, (measured) => {
      const { ms, cpuMs } = of(measured) ?? { ms: 0, cpuMs: 0 }
      return { value: ms, cpuMs }
    })
    return { measure: `${shape.name}: ${measure}`, unit: 'ms', sides, ...(aim === undefined ? {} : { aim }) }
  }
  const isSmall = shape.isManyFiles
  return [
    row('into a drive', ({ into }) => into),
    row('out of it at another peer', ({ out }) => out, { ratio: isSmall ? AIMS.small : AIMS.large }),
    row('into it again, unchanged', ({ unchangedInto }) => unchangedInto, { median: AIMS.unchangedMs }),
    row('out of it again, unchanged', ({ unchangedOut }) => unchangedOut, { median: AIMS.unchangedMs }),
    row('out of it again, 1 % changed', ({ changedOut }) => changedOut),
    receivedRow(`${shape.name}: the same, received`, samples, ({ changedOut }) => changedOut),
    ...(shape.shift === null
      ? []
      : [
          row('out of it again, a line before it', ({ shiftedOut }) => shiftedOut),
          receivedRow(`${shape.name}: the same line, received`, samples, ({ shiftedOut }) => shiftedOut),
        ]),
    memoryRow(shape, samples),
  ]
}

function memoryRow(shape: Shape, samples: ReadonlyMap<string, Measured[]>): Row {
  const known = new Map([...samples].filter(([name]) => name !== 'cp'))
  return {
    measure: `${shape.name}: memory of the reader`,
    unit: 'MiB',
    sides: pick(known, ({ memoryMiB }) => ({ value: memoryMiB ?? 0 })),
    aim: { median: AIMS.memoryMiB },
  }
}

function receivedRow(
  measure: string,
  samples: ReadonlyMap<string, Measured[]>,
  of: (measured: Measured) => Moved | null,
): Row {
  const known = new Map([...samples].filter(([, list]) => list.every((measured) => of(measured) !== null)))
  return {
    measure,
    unit: 'MiB',
    sides: pick(known, (measured) => ({ value: (of(measured)?.receivedBytes ?? 0) / 2 ** 20 })),
  }
}

interface Work {
  readonly home: string
  readonly source: string
  readonly shape: Shape
  readonly dht: TestDht
}

/** A new author and a new reader each time. */
async function mirrored(
  program: DriveProgram,
  round: number,
  { home, source, shape, dht }: Work,
): Promise<Measured> {
  const folder = await makeFolder(home, `${program} ${round}`)
  const target = path.join(folder, 'target')
  const measure = async (): Promise<Measured> => {
    await using pair = await openDrivePair(program, { home: folder, dht })
    const { author, reader } = pair
    const link = await author.makeApp({ name: 'bench' })
    const into = await author.stage({ dir: source })
    await author.seed({})
    const out = await reader.fetchApp({ link, dir: target })
    const memoryMiB = (await reader.usage({})).peakRssBytes / 2 ** 20
    const unchangedInto = await author.stage({ dir: source })
    const isOurs = program === 'comice-drives'
    // The plain program waits for a change: without one there is nothing to measure.
    const unchangedOut = isOurs ? await reader.updateApp({ link, dir: target }) : null
    const update = async (change: (dir: string) => Promise<void>): Promise<Moved> => {
      await change(source)
      const before = (await reader.usage({})).receivedBytes
      await author.stage({ dir: source })
      const timed = await reader.updateApp({ link, dir: target, isNewer: true })
      return { ...timed, receivedBytes: (await reader.usage({})).receivedBytes - before }
    }
    const changedOut = await update((dir) => shape.change(dir))
    const shiftedOut = shape.shift === null ? null : await update(shape.shift)
    return { into, out, unchangedInto, unchangedOut, changedOut, shiftedOut, memoryMiB }
  }
  const measured = await measure()
  if (!shape.isManyFiles) await rm(folder, { recursive: true, force: true })
  return measured
}

/** The limit: the same files by the system's own copy, once for each direction. */
async function copied(round: number, { home, source, shape }: Work): Promise<Measured> {
  const folder = await makeFolder(home, `cp ${round}`)
  const copy = async (from: string, to: string): Promise<Timed> => {
    const { value, cpuMs } = await runProgram({ file: 'cp', args: ['-a', from, to] })
    return { ms: value, cpuMs: cpuMs ?? 0 }
  }
  const into = await copy(source, path.join(folder, 'into'))
  const out = await copy(path.join(folder, 'into'), path.join(folder, 'out'))
  if (!shape.isManyFiles) await rm(folder, { recursive: true, force: true })
  return {
    into,
    out,
    unchangedInto: null,
    unchangedOut: null,
    changedOut: null,
    shiftedOut: null,
    memoryMiB: null,
  }
}
