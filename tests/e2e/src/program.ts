/** Where `comice` is, and how it runs without having been built. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export const PROGRAM = join(
  dirname(createRequire(import.meta.url).resolve('@comice/terminal/package.json')),
  'src/comice.ts',
)

export const SOURCE = '--conditions=@comice/source'

/** The always-on peer. */
export const SEEDER = join(
  dirname(createRequire(import.meta.url).resolve('@comice/seeder/package.json')),
  'src/comice-seeder.ts',
)

/** The same as it is built: nothing is needed to run it but Node. */
export const BUILT: readonly string[] = [createRequire(import.meta.url).resolve('@comice/terminal/bin')]
