/** What a command line does around a terminal app: gives it the terminal, and passes the terminal's signals on. */
import { launchSpec, spawnApp, type LaunchOptions } from '../../src/index.ts'

const [checkout = '', files = '', options = '{}'] = process.argv.slice(2)
const spec = await launchSpec({
  app: 'test',
  checkout,
  files,
  ...(JSON.parse(options) as Partial<LaunchOptions>),
})
const app = spawnApp(spec)
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGWINCH'] as const)
  process.on(name, () => void app.signal(name))
const outcome = await app.ended
process.exit(outcome.kind === 'exited' ? outcome.code : 1)
