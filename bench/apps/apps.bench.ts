/** Apps: what a link, an update, a stage, the broker and the walls cost. */
import type { Row, Run, Suite } from '../harness/suite.ts'
import { startRows } from './start-rows.ts'

export const appsSuite: Suite = { name: 'apps', rounds: 20, run }

async function run(run: Run): Promise<Row[]> {
  return [...(await startRows(run))]
}
