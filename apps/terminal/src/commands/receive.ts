/** `comice receive`: shows what is offered, asks, and brings it here. */
import path from 'node:path'
import type { OfferNews, TransferResult } from '@comice/host'
import { ExitCode } from '@comice/protocol'
import { TerminalErrors } from '../errors.ts'
import type { Action, Line } from '../grammar/command.ts'
import { askWhetherWanted } from '../input/ask-whether-wanted.ts'
import { readCode } from '../input/read-code.ts'
import { noteRefused } from '../output/format-mirror.ts'
import { formatReceived, offerLines } from '../output/format-transfer.ts'
import { type Output, peerText } from '../output/output.ts'
import { ReceiveNews } from '../output/receive-news.ts'
import { followTransfer } from '../session/follow-transfer.ts'
import { type Session, withNode } from '../session/session.ts'
import { writeOut } from './drive-files.ts'

interface ReceiveOptions {
  readonly to: string | undefined
  readonly yes: boolean
  readonly rename: boolean
  readonly force: boolean
}

export const receive: Action<ReceiveOptions> = async (line) => {
  const { yes, rename, force } = line.options
  if (rename && force)
    throw TerminalErrors.USAGE({ problem: '--rename and --force exclude each other', hint: 'choose one' })
  if (!yes && (line.globals.json || !process.stdin.isTTY)) throw TerminalErrors.ANSWER_NEEDED()
  await withNode(line, (session) => receiveInto(session, line), { endless: true })
}

async function receiveInto(session: Session, { args, options }: Line<ReceiveOptions>): Promise<void> {
  const { output, signal } = session
  const { to = '.', yes: isSure } = options
  const code = await readCode(args[0], signal)
  const into = to === '-' ? null : path.resolve(to)
  const over = new AbortController()
  try {
    const result = await followTransfer(
      session,
      { name: 'transfers.receive', input: { ...wishOf(session, options), code, into, isSure } },
      {
        news: new ReceiveNews(output),
        oncontents: writeOut,
        onitem: (offer) => {
          // stdout is the file's.
          if (into !== null || !output.isJson) tellOffer(output, offer)
          if (!isSure) void answer(session, { offer, into, signal: over.signal })
        },
        ...(into === null ? {} : { goesOnBy: 'the same command' }),
      },
    )
    tellReceived(output, result)
  } finally {
    over.abort()
  }
}

function wishOf({ options: { timeout } }: Session, { rename, force }: ReceiveOptions) {
  const existing = force ? ('replace' as const) : rename ? ('rename' as const) : ('refuse' as const)
  return { existing, timeoutMs: timeout }
}

function tellOffer(output: Output, offer: OfferNews): void {
  if (output.isJson) output.result('offer', offer, '')
  else for (const text of offerLines(offer)) output.note(text)
}

async function answer(
  { api, output }: Session,
  { offer, into, signal }: { offer: OfferNews; into: string | null; signal: AbortSignal },
): Promise<void> {
  if (into !== null) output.note(`into ${peerText(into)}`)
  const isWanted = await askWhetherWanted(signal)
  // What becomes of it, the transfer itself says.
  if (!signal.aborted) await api.transfers.decide.mutate({ id: offer.id, isWanted }).catch(() => undefined)
}

function tellReceived(output: Output, result: TransferResult): void {
  if (result.kind !== 'receive') return
  const { kind: _kind, ...fields } = result
  const { refused, refusedCount, into } = result
  noteRefused(output, refused, refusedCount)
  if (into === null) output.note(formatReceived(result))
  else output.result('received', fields, formatReceived(result))
  if (refusedCount > 0) process.exitCode = ExitCode.Refused
}
