/** `comice transfer list|watch|stop`: what is sent and received, whoever began it. */
import type { TransferResult } from '@comice/host'
import { ExitCode } from '@comice/protocol'
import type { Action } from '../grammar/command.ts'
import { noteRefused } from '../output/format-mirror.ts'
import { formatReceived, formatSent, formatTransfer, transferParts } from '../output/format-transfer.ts'
import type { Output } from '../output/output.ts'
import { doWork } from '../session/do-work.ts'
import { withNode } from '../session/session.ts'

export const list: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const views = await api.transfers.list.query()
    for (const view of views) output.result('transfer', view, formatTransfer(view))
    if (views.length === 0) output.note('Nothing is sent or received.')
  })

/** Ctrl-C ends the watching alone. */
export const watch: Action<unknown> = (line) =>
  withNode(
    line,
    async (session) => {
      const [id = ''] = line.args
      const work = { name: 'transfers.watch', input: { id } } as const
      tellEnd(session.output, await doWork(session, work, { progressText: transferParts() }))
    },
    { follow: true },
  )

export const stop: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [id = ''] = line.args
    const view = await api.transfers.stop.mutate({ id })
    output.result('transfer', view, formatTransfer(view))
  })

function tellEnd(output: Output, result: TransferResult): void {
  const { kind, ...fields } = result
  const count = result.kind === 'send' ? result.refused.length : result.refusedCount
  noteRefused(output, result.refused, count)
  output.result(
    kind === 'send' ? 'sent' : 'received',
    fields,
    result.kind === 'send' ? formatSent(result) : formatReceived(result),
  )
  if (count > 0) process.exitCode = ExitCode.Refused
}
