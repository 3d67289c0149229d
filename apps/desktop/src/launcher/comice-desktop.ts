#!/usr/bin/env node
/** The bin. It answers what needs nothing at all before it loads the rest. */
import { readFileSync } from 'node:fs'
import { USAGE } from './options.ts'

const args = process.argv.slice(2)

if (args.includes('--version')) {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  process.stdout.write(`${version}\n`)
} else if (args.includes('--help') || args.includes('-h')) {
  process.stdout.write(USAGE)
} else {
  const { run } = await import('./run.ts')
  process.exitCode = await run(args)
}
