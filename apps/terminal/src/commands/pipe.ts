/** `comice pipe`: stdin and stdout here to those at another machine. */
import process from 'node:process'
import { runWork } from '@comice/client/node'
import type { PipeWaiting } from '@comice/host'
import { openPipeEnd, type PipeCounts } from '@comice/remote/caller'
import { PIPE_PROGRESS_MS } from '../constants.ts'
import { TerminalErrors } from '../errors.ts'
import type { Action, Line } from '../grammar/command.ts'
import { byteSize } from '../output/byte-size.ts'
import { createProgressLine } from '../output/progress-line.ts'
import { PaceMeter } from '../output/transfer-text.ts'
import { type OpenSession, openSession } from '../remote/open-session.ts'
import { type CodeOptions, readPipeCode, writeCodeFile } from '../remote/pipe-code.ts'
import { type Session, withNode } from '../session/session.ts'

interface PipeOptions extends CodeOptions {
  readonly listen: boolean
  readonly 'keep-open': boolean
  readonly 'no-stdin': boolean
  readonly progress: boolean
}

export const pipe: Action<PipeOptions> = async (line) => {
  const { listen, code, 'code-file': file, 'keep-open': keepOpen } = line.options
  const [peer] = line.args
  if (listen && code !== undefined) throw usage('--listen makes a code of its own')
  if (peer !== undefined && (code ?? file) !== undefined) throw usage('a machine that you know needs no code')
  if (keepOpen && !listen) throw usage('--keep-open is for the end that waits')
  // Whoever reads us may end before the pipe does; then not everything has arrived.
  process.stdout.removeAllListeners('error').on('error', () => undefined)
  await withNode(line, (session) => (listen ? waitForOthers(session, line) : open(session, line)), {
    endless: true,
    follow: keepOpen,
  })
}

async function open(session: Session, line: Line<PipeOptions>): Promise<void> {
  const [peer] = line.args
  const timeoutMs = line.globals.timeout
  const input =
    peer === undefined
      ? { code: await readPipeCode(line.options, session.signal), timeoutMs }
      : { peer, timeoutMs }
  using opened = await openSession(session, { name: 'remote.pipe', input })
  await join(session, opened, line.options)
}

async function waitForOthers(session: Session, line: Line<PipeOptions>): Promise<void> {
  const [peer] = line.args
  const { 'code-file': file, 'keep-open': keepOpen } = line.options
  using waiting = await startListening(session, peer)
  const { listener, code } = waiting
  await using _written = code === null || file === undefined ? undefined : await writeCodeFile(file, code)
  if (code !== null && file === undefined) tellCode(session, code)
  do {
    using opened = await openSession(session, { name: 'remote.pipe-accept', input: { listener } })
    await join(session, opened, line.options).catch((error: unknown) => {
      if (!keepOpen) throw error
      session.signal.throwIfAborted()
      session.output.error(error)
    })
  } while (keepOpen)
}

/** The node waits until this is disposed. */
async function startListening(
  { address, signal }: Session,
  peer: string | undefined,
): Promise<PipeWaiting & Disposable> {
  const leaving = new AbortController()
  const input = peer === undefined ? {} : { peer }
  const events = runWork(
    address,
    { name: 'remote.pipe-listen', input },
    { signal: AbortSignal.any([signal, leaving.signal]) },
  )[Symbol.asyncIterator]()
  for (;;) {
    const next = await events.next()
    if (next.done === true) throw TerminalErrors.INTERRUPTED()
    const event = next.value
    const [waiting] = event.kind === 'items' ? event.items : []
    if (waiting === undefined) continue
    // It says nothing more, and is read on so that its end is seen.
    void events.next().catch(() => undefined)
    return { ...waiting, [Symbol.dispose]: () => leaving.abort() }
  }
}

/** To stderr, with --json too: stdout is the pipe's. */
function tellCode({ output }: Session, code: string): void {
  if (output.isJson) process.stderr.write(`${JSON.stringify({ v: 1, type: 'pipe', code })}\n`)
  else output.note(`On the other machine:  comice pipe --code ${code}`)
}

/** Until everything has arrived at both ends. @throws what openPipeEnd rejects with, OUTPUT_CLOSED */
async function join(session: Session, { bytes }: OpenSession, options: PipeOptions): Promise<void> {
  const { stdin, stdout } = process
  const isSilent = options['no-stdin'] || options['keep-open']
  const end = openPipeEnd(bytes, { input: isSilent ? null : stdin, output: stdout })
  using _shown = options.progress ? showProgress(() => end.counts, session) : undefined
  try {
    const counts = await end.done
    if (options.progress) session.output.note(countTexts(counts).join('  '))
  } catch (error) {
    const isClosed = (error as NodeJS.ErrnoException).code === 'EPIPE'
    throw isClosed ? TerminalErrors.OUTPUT_CLOSED() : error
  } finally {
    if (!isSilent) stdin.destroy()
  }
}

function showProgress(counts: () => PipeCounts, { output }: Session): Disposable {
  const line = createProgressLine(process.stderr, { isSilent: output.isJson })
  const meter = new PaceMeter()
  const show = () => {
    const now = counts()
    const bytes = now.sent + now.received
    const { bytesPerSecond } = meter.measure({ bytes, totalBytes: bytes })
    line.showParts([...countTexts(now), `${byteSize(Math.round(bytesPerSecond))}/s`])
  }
  const timer = setInterval(show, PIPE_PROGRESS_MS)
  return {
    [Symbol.dispose]() {
      clearInterval(timer)
      line.hide()
    },
  }
}

function countTexts({ sent, received }: PipeCounts): string[] {
  return [`${byteSize(sent)} sent`, `${byteSize(received)} received`]
}

function usage(problem: string): Error {
  return TerminalErrors.USAGE({ problem, hint: 'see comice pipe --help' })
}
