/** `comice send`: prints a code, and waits until whoever was told it has everything. */
import path from 'node:path'
import type { SendView, TransferResult } from '@comice/host'
import { ExitCode } from '@comice/protocol'
import { TerminalErrors } from '../errors.ts'
import type { Action, Line } from '../grammar/command.ts'
import { noteRefused } from '../output/format-mirror.ts'
import { formatSent, offerLine, sendLifetime } from '../output/format-transfer.ts'
import type { Output } from '../output/output.ts'
import { SendNews } from '../output/send-news.ts'
import { followTransfer } from '../session/follow-transfer.ts'
import { type Session, withNode } from '../session/session.ts'

interface SendOptions {
  readonly receivers: number
  readonly expires: number | undefined
  readonly name: string | undefined
  readonly stay: boolean
  readonly 'no-qr': boolean
}

export const send: Action<SendOptions> = async (line) => {
  const { name, stay } = line.options
  const isPipe = line.args.includes('-')
  const usage = (problem: string) => TerminalErrors.USAGE({ problem, hint: 'see comice send --help' })
  if (isPipe && line.args.length > 1) throw usage('a pipe is sent alone')
  if (isPipe && stay) throw usage('--stay is for files: a pipe ends with its command')
  if (!isPipe && name !== undefined) throw usage('--name is for a pipe: files keep theirs')
  const run = isPipe ? sendPipe : sendPaths
  await withNode(line, (session) => run(session, line), { endless: true })
}

async function sendPaths(session: Session, line: Line<SendOptions>): Promise<void> {
  const { api, output, signal } = session
  const { receivers, expires: expiresInMs, stay } = line.options
  const paths = line.args.map((name) => path.resolve(name))
  const view = await api.transfers.send.mutate({ paths, receivers, expiresInMs }, { signal })
  if (view.kind !== 'send') throw new TypeError('the node answered with another transfer')
  await announce(output, view, line)
  if (stay) {
    output.note(
      `The node goes on with it. To see how far it is: comice transfer watch ${view.id.slice(0, 8)}`,
    )
    return
  }
  const news = new SendNews(output)
  const result = await followTransfer(
    session,
    { name: 'transfers.watch', input: { id: view.id } },
    { ...deadlineOf(session), id: view.id, news, goesOnBy: `comice transfer watch ${view.id.slice(0, 8)}` },
  )
  tellSent(output, result)
}

async function sendPipe(session: Session, line: Line<SendOptions>): Promise<void> {
  const { receivers, expires: expiresInMs, name } = line.options
  const news = new SendNews(session.output)
  const result = await followTransfer(
    session,
    { name: 'transfers.send-stream', input: { receivers, expiresInMs, name } },
    {
      ...deadlineOf(session),
      news,
      contents: process.stdin,
      onitem: (view) => {
        if (view.kind === 'send') void announce(session.output, view, line)
      },
    },
  )
  tellSent(session.output, result)
}

function deadlineOf({ options }: Session): { timeoutMs?: number } {
  return options.timeout === undefined ? {} : { timeoutMs: options.timeout }
}

/** The code alone goes to stdout, so that a script has it by `head -1`. */
async function announce(output: Output, view: SendView, { options }: Line<SendOptions>): Promise<void> {
  const { id, code, expiresAt, maxReceivers, offer } = view
  output.note(`${offerLine(offer)}, ${sendLifetime(view)}. On the other machine:  comice receive ${code}`)
  if (!output.isJson && !options['no-qr'] && process.stderr.isTTY) {
    const { renderUnicodeCompact } = await import('uqr')
    output.note(renderUnicodeCompact(code))
  }
  output.result('send', { id, code, expiresAt, maxReceivers, ...offer }, code)
}

function tellSent(output: Output, result: TransferResult): void {
  if (result.kind !== 'send') return
  const { kind: _kind, ...fields } = result
  const { receipts, refused } = result
  noteRefused(output, refused, refused.length)
  output.result('sent', fields, formatSent(result))
  const isPartial = refused.length > 0 || receipts.some((receipt) => receipt.refused > 0)
  if (isPartial) process.exitCode = ExitCode.Refused
}
