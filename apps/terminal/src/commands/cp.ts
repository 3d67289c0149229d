/** `comice cp`: files between machines. */
import path from 'node:path'
import type { CopyProgress, CopyResult } from '@comice/host'
import { ExitCode } from '@comice/protocol'
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import { byteSize } from '../output/byte-size.ts'
import { plural } from '../output/format.ts'
import { type Output, peerText } from '../output/output.ts'
import { amountParts, PaceMeter } from '../output/transfer-text.ts'
import { doWork } from '../session/do-work.ts'
import { withNode } from '../session/session.ts'

/** Has no deadline: `--timeout` is how long a machine is looked for. */
export const cp: Action<{ recursive: boolean }> = async (line) => {
  const [from, to] = line.args.map(parseLocation)
  if (from === undefined || to === undefined || (from.peer ?? to.peer) === undefined)
    throw TerminalErrors.USAGE({
      problem: 'one of both has to be at a machine: <peer>:<path>',
      hint: 'comice cp notes.txt pi:notes.txt; for files of this machine alone there is cp',
    })
  const { recursive } = line.options
  await withNode(
    line,
    async (session) => {
      const meter = new PaceMeter()
      const input = { from, to, recursive, timeoutMs: line.globals.timeout }
      const result = await doWork(
        session,
        { name: 'remote.copy', input },
        { progressText: (progress) => progressTexts(progress, meter) },
      )
      tell(session.output, result)
      if (result.refusedCount > 0) process.exitCode = ExitCode.Refused
    },
    { endless: true },
  )
}

/** As scp has it: a colon before any slash parts a machine from its path. */
function parseLocation(text: string): { readonly peer?: string; readonly path: string } {
  const at = text.search(/[/:]/u)
  if (at <= 0 || text[at] !== ':') return { path: hereOf(text) }
  return { peer: text.slice(0, at), path: text.slice(at + 1) }
}

/** What ends with a dot keeps it: then it is the contents that are copied. */
function hereOf(text: string): string {
  const place = path.resolve(text)
  return /(?:^|\/)\.$/u.test(text) ? `${place}/.` : place
}

function progressTexts(progress: CopyProgress, meter: PaceMeter): string[] {
  const { bytes, resumedBytes, totalBytes, isListed } = progress
  const amount = { bytes: bytes + resumedBytes, totalBytes }
  const pace = meter.measure(amount)
  // Before everything is listed nobody knows how much it is.
  if (isListed) return amountParts(amount, pace)
  return [byteSize(amount.bytes), `${byteSize(Math.round(pace.bytesPerSecond))}/s`]
}

function tell(output: Output, result: CopyResult): void {
  for (const { path: place, reason } of result.refused)
    output.note(`left out: ${peerText(place === '' ? 'it' : place)} (${peerText(reason)})`)
  const { entries, same, bytes, resumedBytes, refusedCount } = result
  const parts = [
    `${entries} ${entries === 1 ? 'entry' : 'entries'} copied, ${byteSize(bytes)}`,
    ...(same === 0 ? [] : [`${plural(same, 'file')} had been there`]),
    ...(resumedBytes === 0 ? [] : [`${byteSize(resumedBytes)} had been there`]),
    ...(refusedCount === 0 ? [] : [`${refusedCount} left out`]),
  ]
  output.result('copied', result, parts.join(', '))
}
