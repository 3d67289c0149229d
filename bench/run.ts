/**
 * Runs suites: `pnpm --filter bench bench [suite …] [--smoke] [--rounds n] [--out file.json] [--baseline]`.
 * Exits with 1 when something does not work, never because something is slow.
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { tempDir } from '@comice/testkit'
import { appsSuite } from './apps/apps.bench.ts'
import { connectSuite } from './connect/connect.bench.ts'
import { drivesSuite } from './drives/drives.bench.ts'
import { fastPathSuite } from './fast-path/fast-path.bench.ts'
import { formatTable, machineNote, reportRow, type SuiteReport } from './harness/report.ts'
import type { Suite } from './harness/suite.ts'
import { importSuite } from './import/import.bench.ts'
import { memorySuite } from './memory/memory.bench.ts'
import { newcomerSuite } from './newcomer/newcomer.bench.ts'
import { nodeSuite } from './node/node.bench.ts'
import { remoteSuite } from './remote/remote.bench.ts'
import { roomsSuite } from './rooms/rooms.bench.ts'
import { saySuite } from './say/say.bench.ts'
import { sendSuite } from './send/send.bench.ts'
import { startSuite } from './start/start.bench.ts'

const SUITES: readonly Suite[] = [
  startSuite,
  nodeSuite,
  connectSuite,
  saySuite,
  importSuite,
  newcomerSuite,
  roomsSuite,
  memorySuite,
  appsSuite,
  fastPathSuite,
  drivesSuite,
  sendSuite,
  remoteSuite,
]

const SMOKE_LANES = 3

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    smoke: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    out: { type: 'string' },
    baseline: { type: 'boolean', default: false },
  },
})

const unknown = positionals.filter((name) => !SUITES.some((suite) => suite.name === name))
if (unknown.length > 0) {
  console.error(`no suite ${unknown.join(', ')}; there are ${SUITES.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

const chosen = SUITES.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
const reports: SuiteReport[] = []
/** They go at the very end: what is removed slows down who makes files next, see drives/shapes.ts. */
await using folders = new AsyncDisposableStack()
const lane = async () => {
  for (let suite = chosen.shift(); suite !== undefined; suite = chosen.shift())
    reports.push(await runSuite(suite))
}
// The smoke's figures mean nothing, so its suites may run beside each other.
await Promise.all(Array.from({ length: values.smoke ? SMOKE_LANES : 1 }, lane))
if (values.out !== undefined) await writeFile(values.out, `${JSON.stringify(reports, null, 2)}\n`)

async function runSuite(suite: Suite): Promise<SuiteReport> {
  const rounds = values.smoke ? 1 : Number(values.rounds ?? suite.rounds)
  const startedAt = performance.now()
  const machine = machineNote()
  const folder = folders.use(await tempDir('bench'))
  const log = (text: string) => process.stderr.write(`${suite.name}: ${text}\n`)
  const rows = await suite.run({ isSmoke: values.smoke, rounds, dir: folder.path, log })
  const date = new Date().toISOString().slice(0, 10)
  const report = { suite: suite.name, date, machine, rounds, smoke: values.smoke, rows: rows.map(reportRow) }
  console.log(formatTable(report))
  log(`${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  if (values.baseline) {
    const file = new URL(`./${suite.name}/baseline.json`, import.meta.url)
    await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
  }
  return report
}
