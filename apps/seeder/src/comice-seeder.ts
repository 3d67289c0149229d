#!/usr/bin/env node
/** `comice-seeder [--config file.toml] [--json]` */
import { countBuffersAsHeap } from '@comice/core'
import { Command } from 'commander'
import { exitCodeOf, report, run } from './daemon/run.ts'
import { isNewEnough, runOnPinnedNode } from './runtime/pinned-node.ts'

const program = new Command('comice-seeder')
  .description('Keeps rooms available for those you allow, without being able to read them.')
  .option('-c, --config <file>', 'settings; see seeder.example.toml')
  .option('--json', 'print one line of JSON when it is ready, or why it is not')
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()

const { config, json } = program.opts<{ config?: string; json?: boolean }>()
const options = { config: config ?? null, json: json === true }
try {
  if (!isNewEnough(process.versions.node)) process.exit(await runOnPinnedNode())
  countBuffersAsHeap()
  process.exit(await run(options))
} catch (error) {
  report(error, options.json)
  process.exit(exitCodeOf(error))
}
