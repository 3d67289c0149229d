/** `comice drive watch`: the changes of a drive as they come. */
import type { Action } from '../grammar/command.ts'
import { formatDiff } from '../output/format-entry.ts'
import { doWork } from '../session/do-work.ts'
import { withNode } from '../session/session.ts'

export const watch: Action<unknown> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = ''] = line.args
      const { output, options } = session
      await doWork(
        session,
        { name: 'drives.watch', input: { place, timeoutMs: options.timeout } },
        {
          progressText: ({ version }) => [`Waiting for changes after version ${version}`, 'Ctrl-C ends it'],
          onitem: (change) => output.result('difference', change, `${change.version}  ${formatDiff(change)}`),
        },
      )
    },
    { follow: true },
  )
