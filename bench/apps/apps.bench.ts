/** Apps: what a link, an update, a stage, the broker and the walls cost. */
import type { Row, Run, Suite } from '../harness/suite.ts'
import { makeFolder } from '../harness/room-pair.ts'
import { brokerRows } from './broker-rows.ts'
import { memoryRows } from './memory-rows.ts'
import { stageRows } from './stage-rows.ts'
import { startRows } from './start-rows.ts'
import { updateRows } from './update-rows.ts'

const PARTS = {
  start: startRows,
  update: updateRows,
  stage: stageRows,
  broker: brokerRows,
  memory: memoryRows,
}

export const appsSuite: Suite = { name: 'apps', rounds: 20, run }

async function run(options: Run): Promise<Row[]> {
  const only = process.env['BENCH_APPS']?.split(' ')
  const rows: Row[] = []
  for (const [name, part] of Object.entries(PARTS)) {
    if (only !== undefined && !only.includes(name)) continue
    rows.push(...(await part({ ...options, dir: await makeFolder(options.dir, name) })))
  }
  return rows
}
