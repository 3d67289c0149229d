// SQLite opens files by itself, past Node's permission model.
import { attempt, failure, target } from './attempt.js'

await attempt('a database elsewhere', async () => {
  const { DatabaseSync } = await import('node:sqlite')
  return new DatabaseSync(target.profileSecret).exec('create table planted (a)')
})
await attempt('a database attached', () => {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite') ?? noModule()
  new DatabaseSync(':memory:').exec(
    `attach '${target.profileSecret}' as other; create table other.planted (a)`,
  )
})
await attempt('a function of a library', async () => {
  const { dlopen } = await import('node:ffi')
  return typeof dlopen
})

function noModule() {
  throw failure('ERR_UNKNOWN_BUILTIN_MODULE')
}
