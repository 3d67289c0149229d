import type { Action } from '../grammar/command.ts'
import { withDeadline } from '../session/session.ts'
import { stopNode } from '../session/stop-node.ts'

/** `comice stop`: returns when the process is gone, so that whatever comes next finds the profile free. */
export const stop: Action<unknown> = (line) =>
  withDeadline(line, async ({ dir, output, signal }) => {
    const pid = await stopNode(dir, signal)
    output.result('stopped', { pid }, pid === null ? 'the node is not running' : 'stopped')
  })
