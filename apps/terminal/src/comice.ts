#!/usr/bin/env node
/**
 * The entry of the command line. It answers what needs nothing at all before it loads the rest, because people and
 * shells wait for it.
 */
import { readFileSync } from 'node:fs'

const [first] = process.argv.slice(2)

if (first === '--version' || first === '-V') {
  const file = new URL('../package.json', import.meta.url)
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  process.stdout.write(`${version}\n`)
} else {
  const { run } = await import('./run.ts')
  process.exitCode = await run(process.argv)
}
