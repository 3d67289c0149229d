/** Rooms that are large, many, old or crowded, beside the plain program. */
import { makeFolder } from '../harness/room-pair.ts'
import type { Row, Run, Suite } from '../harness/suite.ts'
import { crowdRows } from './crowd-rows.ts'
import { diskRows } from './disk-rows.ts'
import { importRows } from './import-rows.ts'
import { knownRows } from './known-rows.ts'
import { largeRows } from './large-rows.ts'

const PARTS = {
  import: importRows,
  disk: diskRows,
  known: knownRows,
  crowd: crowdRows,
  large: largeRows,
}

export const roomsSuite: Suite = { name: 'rooms', rounds: 5, run }

async function run(options: Run): Promise<Row[]> {
  const only = process.env['BENCH_ROOMS']?.split(' ')
  const wanted = Object.entries(PARTS).filter(([name]) => only === undefined || only.includes(name))
  const runPart = async ([name, part]: (typeof wanted)[number]) =>
    part({ ...options, dir: await makeFolder(options.dir, name) })
  // The smoke's figures mean nothing.
  if (options.isSmoke) return (await Promise.all(wanted.map(runPart))).flat()
  const rows: Row[] = []
  for (const part of wanted) rows.push(...(await runPart(part)))
  return rows
}
