import { createLocalClient } from '@comice/client/node'
import { findNode } from '@comice/host/launch'
import type { Action } from '../grammar/command.ts'
import { formatStatus } from '../output/format-status.ts'
import { withDeadline } from '../session/session.ts'

/** `comice status`: looks without starting anything. */
export const status: Action<unknown> = (line) =>
  withDeadline(line, async ({ dir, options: { profile }, output }) => {
    const address = await findNode(dir)
    if (address === null) {
      output.result(
        'status',
        { running: false, profile, dir },
        `the node of profile ${profile} is not running`,
      )
      output.note('Any command that needs it starts it.')
      return
    }
    await using client = createLocalClient(address)
    const found = await client.api.status.get.query()
    output.result('status', { running: true, ...found }, formatStatus(found))
  })
