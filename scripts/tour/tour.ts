/**
 * The tour behind `npm start`: alice, bob, carol and a seeder as processes of their own, each step checked and timed;
 * then the product itself. Exits 0 when every step held, 1 when one did not.
 */
import { styleText } from 'node:util'
import { playTour, type Stage } from './acts.ts'
import { leave, stopSeeder } from './cast.ts'
import { chooseMode, handOver } from './hand-over.ts'
import { Steps } from './step.ts'

const steps = new Steps()
const stage: Stage = { people: new Map(), seeder: null, room: '' }
const mode = chooseMode(process.argv.slice(2))

process.on('SIGINT', () => undefined)

try {
  process.stdout.write(
    'Comice: a short tour, with a process for each person. Everything stays below .comice/tour.\n\n',
  )
  await playTour(steps, stage)
  process.stdout.write(`\n${styleText('bold', `PASS ${steps.passed} of ${steps.total}`)}\n`)
  if (mode !== 'none') await handOver(mode, stage)
} catch (error) {
  process.exitCode = 1
  const reason = error instanceof Error ? error.message : String(error)
  process.stderr.write(
    `\n${styleText('red', 'FAIL')} after ${steps.passed} of ${steps.total} steps: ${reason}\n`,
  )
} finally {
  const endings = [...stage.people.values()].map((person) => leave(person))
  if (stage.seeder !== null) endings.push(stopSeeder(stage.seeder))
  await Promise.allSettled(endings)
}
