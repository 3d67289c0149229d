import { createLocalClient } from '@comice/client/node'
import { findNode } from '@comice/host/launch'
import type { Command } from 'commander'
import { formatStatus } from '../output/format.ts'
import { createOutput } from '../output/output.ts'
import { type GlobalOptions, profileDir } from '../session/session.ts'

/** `comice status`: looks without starting anything. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .description('show whether the node runs, and what it does')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>()
      const output = createOutput(options)
      const dir = profileDir(options)
      const address = await findNode(dir)
      if (address === null) {
        output.result('status', { running: false, profile: options.profile, dir }, 'the node is not running')
        return
      }
      await using client = createLocalClient(address)
      const status = await client.api.status.get.query()
      output.result('status', { running: true, ...status }, formatStatus(status))
    })
}
