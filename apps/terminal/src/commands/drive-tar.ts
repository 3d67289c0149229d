/** `comice drive export|import`: drives as tar archives. */
import { createReadStream, existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { ExportResult } from '@comice/host'
import { ExitCode } from '@comice/protocol'
import { TerminalErrors } from '../errors.ts'
import type { Action } from '../grammar/command.ts'
import { byteSize } from '../output/byte-size.ts'
import { noteRefused } from '../output/format-mirror.ts'
import { plural } from '../output/format.ts'
import { peerText } from '../output/output.ts'
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
          : await exportIntoFile(session, place, { file: path.resolve(file), overwrite: line.options.force })
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

/** There is a whole archive under the name, or none. @throws FILE_TAKEN */
async function exportIntoFile(
  session: Session,
  place: string,
  { file, overwrite }: { file: string; overwrite: boolean },
): Promise<ExportResult> {
  if (!overwrite && existsSync(file)) throw TerminalErrors.FILE_TAKEN({ file })
  const unfinished = `${file}.unfinished`
  const archive = await open(unfinished, 'w', 0o600)
  try {
    const done = await exportWith(session, place, async (bytes) => void (await archive.writeFile(bytes)))
    await archive.sync()
    await archive.chmod(0o644)
    await rename(unfinished, file)
    return done
  } finally {
    await archive.close()
    await rm(unfinished, { force: true })
  }
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
