/** `comice drive export|import`: drives as tar archives. */
import { createReadStream, existsSync } from 'node:fs'
import path from 'node:path'
import type { ExportResult } from '@comice/host'
import { ExitCode } from '@comice/protocol'
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import { byteSize } from '../output/byte-size.ts'
import { noteRefused } from '../output/format-mirror.ts'
import { plural } from '../output/format.ts'
import { peerText } from '../output/output.ts'
import { writeWholeFile } from '../output/whole-file.ts'
import { doWork } from '../session/do-work.ts'
import { type Session, withNode } from '../session/session.ts'
import { writeOut } from './drive-files.ts'

export const exportTo: Action<{ force: boolean }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = '', file = ''] = line.args
      const { output } = session
      const done =
        file === '-'
          ? await exportWith(session, place, writeOut)
          : await writeWholeFile(
              { file: path.resolve(file), overwrite: line.options.force, mode: 0o644 },
              (sink) => exportWith(session, place, sink),
            )
      noteRefused(output, done.refused, done.refusedCount)
      // stdout is the archive's.
      if (file === '-') output.note(`${plural(done.entries, 'file')} written`)
      else
        output.result(
          'exported',
          { file: path.resolve(file), ...done },
          `${plural(done.entries, 'file')} in ${peerText(file)}`,
        )
      if (done.refusedCount > 0) process.exitCode = ExitCode.Refused
    },
    { endless: true },
  )

type Sink = (bytes: Uint8Array) => Promise<void>

function exportWith(session: Session, place: string, oncontents: Sink): Promise<ExportResult> {
  const input = { place, timeoutMs: session.options.timeout }
  return doWork(session, { name: 'drives.export', input }, { oncontents })
}

export const importFrom: Action<unknown> = (line) =>
  withNode(
    line,
    async (session) => {
      const [file = '', place = ''] = line.args
      if (file !== '-' && !existsSync(file)) throw TerminalErrors.FILE_MISSING({ file })
      const contents: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file)
      const done = await doWork(session, { name: 'drives.import', input: { place } }, { contents })
      noteRefused(session.output, done.refused, done.refusedCount)
      const text = `${plural(done.entries, 'file')} (${byteSize(done.bytes)})`
      session.output.result('imported', done, text)
      if (done.refusedCount > 0) process.exitCode = ExitCode.Refused
    },
    { endless: true },
  )
