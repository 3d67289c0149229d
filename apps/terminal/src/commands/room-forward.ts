/** `comice room forward`: says in another room what was said in one. */
import type { Action } from '../grammar/command.ts'
import { formatMessage } from '../output/transcript.ts'
import { amountParts, PaceMeter } from '../output/transfer-text.ts'
import { doWork } from '../session/do-work.ts'
import { withNode } from '../session/session.ts'

/** Has no deadline: its files may have to come from others first. */
export const forward: Action<unknown> = (line) =>
  withNode(
    line,
    async (session) => {
      const [room = '', message = '', to = ''] = line.args
      const meter = new PaceMeter()
      const said = await doWork(
        session,
        { name: 'rooms.forward', input: { room, message, to } },
        { progressText: (progress) => ['Copying', ...amountParts(progress, meter.measure(progress))] },
      )
      session.output.result('message', said, formatMessage(said))
    },
    { endless: true },
  )
