/** Starts an app and waits: the program that tests kill. Arguments: checkout, files, and launch options as JSON. */
import { launchSpec, spawnApp, type LaunchOptions } from '../../src/index.ts'

const [checkout = '', files = '', options = '{}'] = process.argv.slice(2)
const spec = await launchSpec({
  app: 'test',
  checkout,
  files,
  ...(JSON.parse(options) as Partial<LaunchOptions>),
})
const app = spawnApp(spec, { stdio: ['ignore', 'inherit', 'inherit'] })
console.log(JSON.stringify(await app.ended))
