/** Messages said at once, beside the plain program that waits for each of its appends. */
import { pick, sampled } from '../harness/interleave.ts'
import { makeFolder, openSide, type Side } from '../harness/room-pair.ts'
import type { Row, Run } from '../harness/suite.ts'

const MESSAGES = 2_000
const SMOKE_MESSAGES = 50

export async function importRows({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  const count = isSmoke ? SMOKE_MESSAGES : MESSAGES
  log(`${count} messages at once, beside one after the other`)
  const once = (side: Side, batch: { batch?: number }) => async (round: number) => {
    await using alice = await openSide(side, {
      dir: await makeFolder(dir, `${round} ${side}`),
      bootstrap: null,
    })
    await alice.create({ name: 'garden' })
    return await alice.sayMany({ count, ...batch })
  }
  const samples = await sampled(rounds, {
    comice: once('comice', {}),
    'bare, each awaited': once('bare', { batch: 1 }),
  })
  const sides = pick(samples, ({ ms, cpuMs }) => ({ value: ms, cpuMs }))
  return [{ measure: `import of ${count}`, unit: 'ms', sides, aim: { ratio: 0.25 } }]
}
