/** A folder at one place is to be at another one, by us and by what a user would take instead. */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { TestDht } from '@comice/testkit'
import type { Sample } from '../harness/figures.ts'
import { firstMissing } from '../harness/installed.ts'
import { mayFail, pick, sampled } from '../harness/interleave.ts'
import { makeFolder } from '../harness/room-pair.ts'
import type { Aim, Row, Run } from '../harness/suite.ts'
import type { CarrierKind } from './carriers/carrier.ts'
import { drivesCli } from './carriers/drives-cli.ts'
import { cp, hyperbeam, wormhole } from './carriers/one-way.ts'
import { comice, hyperdrive } from './carriers/pair.ts'
import { rsync } from './carriers/rsync.ts'
import { syncthing } from './carriers/syncthing.ts'
import { firstDifference } from './first-difference.ts'
import type { Shape } from './shapes.ts'

const KINDS: readonly CarrierKind[] = [
  comice,
  hyperdrive,
  drivesCli,
  rsync,
  syncthing,
  wormhole,
  hyperbeam,
  cp,
]

/** As ours divided by theirs. */
const AIMS = {
  large: { ratio: 1 / 4, than: { syncthing: 1 } },
  small: { ratio: 1 / 5, than: { syncthing: 1 } },
} as const satisfies Record<string, Aim>

/** Those of this machine; the others are named in the log. */
export async function installedKinds({ isSmoke, log }: Pick<Run, 'isSmoke' | 'log'>): Promise<CarrierKind[]> {
  const kinds: CarrierKind[] = []
  for (const kind of KINDS) {
    if (isSmoke && !kind.isSmoke) continue
    const missing = await firstMissing(kind.needs)
    if (missing === null) kinds.push(kind)
    else log(`${kind.name} is not measured: ${missing} is not installed, see bench/README.md`)
  }
  return kinds
}

export interface Carried {
  readonly first: Sample
  /** Null for what brings all of it again. */
  readonly again: Sample | null
}

export interface CarryWork {
  readonly home: string
  readonly shape: Shape
  readonly dht: TestDht
}

export async function carryRows(
  kinds: readonly CarrierKind[],
  { rounds, log, ...work }: CarryWork & Pick<Run, 'rounds' | 'log'>,
): Promise<Row[]> {
  const { shape } = work
  log(`${shape.name}, to another folder`)
  const measures = kinds.map((kind) => {
    const measure = (round: number) => carried(kind, round, work)
    return [kind.name, kind === comice ? measure : mayFail(kind.name, { measure, log })] as const
  })
  const samples = await sampled<Carried>(rounds, Object.fromEntries(measures))
  const again = new Map([...samples].filter(([name]) => kinds.find((kind) => kind.name === name)?.isAgain))
  return [
    {
      measure: `${shape.name}: to another folder`,
      unit: 'ms',
      sides: pick(samples, ({ first }) => first),
      aim: shape.isManyFiles ? AIMS.small : AIMS.large,
    },
    {
      measure: `${shape.name}: again, 1 % changed`,
      unit: 'ms',
      sides: pick(again, ({ again: sample }) => sample ?? { value: 0 }),
    },
  ]
}

/** @throws Error when what came is not what went */
async function carried(kind: CarrierKind, round: number, { home, shape, dht }: CarryWork): Promise<Carried> {
  const folder = await makeFolder(home, `${kind.name} ${round}`)
  const [source, target] = [path.join(folder, 'source'), path.join(folder, 'target')]
  await shape.make(source)
  try {
    await using carrier = await kind.open({ home: await makeFolder(folder, 'home'), source, target, dht })
    const carry = async () => {
      const sample = await carrier.carry()
      const difference = await firstDifference(source, target)
      if (difference !== null) throw new Error(`${kind.name} brought something else: ${difference}`)
      return sample
    }
    const first = await carry()
    if (!kind.isAgain) return { first, again: null }
    await shape.change(source)
    return { first, again: await carry() }
  } finally {
    if (!shape.isManyFiles) await rm(folder, { recursive: true, force: true })
  }
}
