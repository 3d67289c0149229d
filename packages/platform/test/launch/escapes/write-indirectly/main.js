// Makes Node itself write: reports, caches, snapshots, stores.
import { createRequire } from 'node:module'
import module from 'node:module'
import { dirname } from 'node:path'
import v8 from 'node:v8'
import { attempt, failure, target } from './attempt.js'

const require = createRequire(import.meta.url)
const elsewhere = dirname(target.profile)

await attempt('a report', () => process.report.writeReport(target.plantedFile))
await attempt('a report at a fatal error', () => {
  process.report.directory = elsewhere
  process.report.filename = 'planted'
  process.report.reportOnFatalError = true
})
await attempt('a cache of compiled code', () => {
  const { status, message } = module.enableCompileCache(`${target.plantedFile}-cache`)
  if (status !== module.constants.compileCacheStatus.ENABLED)
    throw failure(message ? 'CACHE_REFUSED' : 'NO_CACHE')
  require('./other.cjs')
  module.flushCompileCache()
  return status
})
await attempt('a heap snapshot', () => v8.writeHeapSnapshot(target.plantedFile))
await attempt('a store of the web', () => globalThis.localStorage.setItem('planted', 'x'))
await attempt('variables from a file', () => process.loadEnvFile(target.profileSecret))
process.exit()
