/**
 * The tour behind `npm start`: alice, bob, carol and a seeder as processes of their own, each step checked and timed;
 * then the product itself. Exits 0 when every step held, 1 when one did not, 128 + n when signal n came before the end
 * of the steps. Whatever happens, it ends every process that it has started.
 */
import path from 'node:path'
import { styleText } from 'node:util'
import { playTour } from './acts.ts'
import { Cast, SEEDER_DIR, TOUR_DIR } from './cast.ts'
import { chooseMode, handOver } from './hand-over.ts'
import { Interrupted, watchForInterruption } from './interruption.ts'
import { Steps } from './step.ts'
import { lockTour } from './tour-lock.ts'
import { columnsOf, wrapWords } from './wrap-words.ts'

const interruption = watchForInterruption()
const steps = new Steps(interruption)
const mode = chooseMode(process.argv.slice(2))

try {
  await using _lock = await lockTour()
  await using cast = new Cast()
  await cast.clearStage()
  const place = path.relative('', TOUR_DIR)
  const what = `Comice: a short tour, with a process for each person. Everything stays below ${place}.`
  process.stdout.write(`${wrapWords(what, { columns: columnsOf(process.stdout) })}\n\n`)
  const room = await playTour(steps, cast)
  process.stdout.write(`\n${styleText('bold', `PASS ${steps.passed} of ${steps.total}`)}\n`)
  if (mode !== 'none') await handOver({ mode, cast, room, interruption })
} catch (error) {
  report(error)
}

function report(error: unknown): void {
  if (error instanceof Interrupted) {
    process.exitCode = error.exitCode
    process.stderr.write(`\n${error.message}; everything that the tour started has ended\n`)
    return
  }
  process.exitCode = 1
  const { message, hint } = error as { message?: string; hint?: string }
  const reason = `${message ?? String(error)}${hint === undefined ? '' : `; ${hint}`}`
  const failed = styleText('red', 'FAIL', { stream: process.stderr })
  const after = steps.total === 0 ? '' : ` after ${steps.passed} steps`
  process.stderr.write(`\n${failed}${after}: ${reason}\n`)
  if (steps.total > 0)
    process.stderr.write(
      `logs: ${path.join(TOUR_DIR, '*', 'logs', 'node.log')} and ${path.join(SEEDER_DIR, 'seeder.log')}\n`,
    )
}
