/**
 * A process that writes until it is killed, and prints a JSON line for everything that was confirmed to it:
 *
 *   {"core":1,"length":17}   blocks 0 to 16 of core 1 were appended, and the promise resolved
 *   {"record":5}             record 5 of the collection was put, and the promise resolved
 *
 * With `--plain` it writes to the same directory through a bare Corestore, as the stack comes: the control run.
 * With `--peer <dir>` it replicates to a second store the whole time.
 */
import { parseArgs } from 'node:util'
import { openProfile } from '@comice/storage'
import c from 'compact-encoding'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { blockAt, integersFrom } from './blocks.ts'

const CORES = 3

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    peer: { type: 'string' },
    seed: { type: 'string', default: '1' },
    plain: { type: 'boolean', default: false },
  },
})
const dir = values.dir ?? ''

if (values.plain) {
  const store = new Corestore(`${dir}/store`)
  await store.ready()
  await run(store, null)
} else {
  const profile = await openProfile({ dir, reserveBytes: 1024 * 1024 })
  await run(profile.store, await profile.collection('records', c.string))
}

async function run(store: Corestore, records: { put: (key: string, value: string) => Promise<void> } | null) {
  const integer = integersFrom(Number(values.seed))
  const cores = await openCores(store)
  if (values.peer !== undefined) await replicateTo(values.peer, store, cores)
  print({ opened: true })
  const loops = cores.map((core, index) => appendForEver(core, index, integer))
  if (records !== null) loops.push(putForEver(records))
  loops.push(rotateForEver(store, integer))
  await Promise.all(loops)
}

type Cores = Hypercore[]

async function openCores(store: Corestore): Promise<Cores> {
  const cores = Array.from({ length: CORES }, (_, index) => store.get({ name: `core-${index}` }))
  for (const core of cores) await core.ready()
  return cores
}

async function appendForEver(
  core: Cores[number],
  index: number,
  integer: (min: number, max: number) => number,
): Promise<void> {
  for (;;) {
    const blocks = Array.from({ length: integer(1, 4) }, (_, i) => blockAt(index, core.length + i))
    await core.append(blocks)
    print({ core: index, length: core.length })
  }
}

async function putForEver(records: { put: (key: string, value: string) => Promise<void> }): Promise<void> {
  for (let record = 0; ; record++) {
    await records.put(String(record % 100).padStart(3, '0'), `record ${record}`)
    print({ record })
  }
}

/** Moves the memory table to files now and then, so that cuts fall into changes of the log file too. */
async function rotateForEver(store: Corestore, integer: (min: number, max: number) => number): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, integer(20, 400)))
    await store.storage.db.flush()
  }
}

async function replicateTo(peer: string, store: Corestore, cores: Cores): Promise<void> {
  const copy = new Corestore(peer)
  await copy.ready()
  const here = store.replicate(true)
  const there = copy.replicate(false)
  here.pipe(there).pipe(here)
  for (const core of cores) {
    const remote = copy.get({ key: core.key })
    await remote.ready()
    remote.download({ start: 0, end: -1 })
  }
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
