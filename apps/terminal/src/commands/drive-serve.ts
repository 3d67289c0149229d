/** `comice drive serve`: a drive for browsers on this machine. */
import type { Action } from '../grammar/command.ts'
import { doWork } from '../session/do-work.ts'
import { withNode } from '../session/session.ts'

export const serve: Action<{ port: number }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = ''] = line.args
      const { output, options } = session
      const input = { place, port: line.options.port, timeoutMs: options.timeout }
      await doWork(
        session,
        { name: 'drives.serve', input },
        {
          onitem: (served) => {
            output.result('served', served, served.url)
            output.note('Whoever has this address can read it on this machine, until Ctrl-C.')
          },
        },
      )
    },
    { follow: true },
  )
