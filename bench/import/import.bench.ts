/** Ten thousand messages at once, beside the plain program. */
import { pick, sampled } from '../harness/interleave.ts'
import { makeFolder, openSide, type Side } from '../harness/room-pair.ts'
import type { Row, Run, Suite } from '../harness/suite.ts'

const MESSAGES = 10_000
const SMOKE_MESSAGES = 200

/** What ours puts into one append at most. */
const BATCH_MESSAGES = 256

export const importSuite: Suite = { name: 'import', rounds: 3, run }

async function run({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  const count = isSmoke ? SMOKE_MESSAGES : MESSAGES
  const side = (name: Side, batch?: number) => (round: number) => {
    log(`${count} messages, ${name}${batch === undefined ? '' : `, batches of ${batch}`}`)
    return importOnce(name, {
      count,
      ...(batch === undefined ? {} : { batch }),
      dir: `${dir}/${round}-${batch ?? 0}`,
    })
  }
  const samples = await sampled(rounds, {
    comice: side('comice'),
    bare: side('bare'),
    [`bare, batches of ${BATCH_MESSAGES}`]: side('bare', BATCH_MESSAGES),
    [`bare, synced, batches of ${BATCH_MESSAGES}`]: side('bare, synced', BATCH_MESSAGES),
  })
  const sides = pick(samples, ({ ms, cpuMs }) => ({ value: ms, cpuMs }))
  const rates = pick(samples, ({ ms, cpuMs }) => ({ value: (count / ms) * 1000, cpuMs }))
  return [
    { measure: `${count} at once`, unit: 'ms', sides },
    { measure: `${count} at once (more is better)`, unit: 'messages/s', sides: rates },
  ]
}

async function importOnce(
  side: Side,
  { count, batch, dir }: { count: number; batch?: number; dir: string },
): Promise<{ ms: number; cpuMs: number }> {
  await using alice = await openSide(side, { dir: await makeFolder(dir, side), bootstrap: null })
  await alice.create({ name: 'garden' })
  return await alice.sayMany(batch === undefined ? { count } : { count, batch })
}
