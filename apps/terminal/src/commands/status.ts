import type { Command } from 'commander'
import { formatStatus } from '../output/format.ts'
import { withDeadline } from '../session/session.ts'

/** `comice status`: looks without starting anything. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .description('show whether the node runs, and what it does')
    .action((_options: object, command: Command) =>
      withDeadline(command, async ({ dir, options, output }) => {
        const { createLocalClient, findNode } = await import('../session/node-access.ts')
        const address = await findNode(dir)
        if (address === null) {
          const fields = { running: false, profile: options.profile, dir }
          output.result('status', fields, `the node of profile ${options.profile} is not running`)
          output.note('Any command that needs it starts it.')
          return
        }
        await using client = createLocalClient(address)
        const status = await client.api.status.get.query()
        output.result('status', { running: true, ...status }, formatStatus(status))
      }),
    )
}
