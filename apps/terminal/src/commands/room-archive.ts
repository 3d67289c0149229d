/** `comice room export|import`: a room as JSON Lines, and what was said in one in another. */
import { createReadStream, existsSync } from 'node:fs'
import path from 'node:path'
import type { ImportCounts, RoomExportProgress, RoomExportResult, RoomImport } from '@comice/host'
import { ExitCode } from '@comice/protocol'
import type { Action } from '../grammar/command.ts'
import { plural } from '../output/format.ts'
import { type Output, peerText } from '../output/output.ts'
import { writeWholeFile } from '../output/whole-file.ts'
import { TerminalErrors } from '../errors.ts'
import { doWork } from '../session/do-work.ts'
import { type Session, withNode } from '../session/session.ts'
import { writeOut } from './drive-files.ts'

/** What was said is for those who were there: nobody else of this machine is to read the file. */
const OWNER_ONLY = 0o600

export const exportRoom: Action<{ force: boolean }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [room = '', wanted = '-'] = line.args
      const { output } = session
      if (wanted === '-') {
        const { messages } = await exportWith(session, room, writeOut)
        return output.note(`${plural(messages, 'message')} written`)
      }
      const file = path.resolve(wanted)
      const whole = { file, overwrite: line.options.force, mode: OWNER_ONLY }
      const done = await writeWholeFile(whole, (sink) => exportWith(session, room, sink))
      output.result(
        'room_exported',
        { ...done, file },
        `${plural(done.messages, 'message')} in ${peerText(wanted)}`,
      )
    },
    { endless: true },
  )

function exportWith(
  session: Session,
  room: string,
  oncontents: (bytes: Uint8Array) => Promise<void>,
): Promise<RoomExportResult> {
  return doWork(
    session,
    { name: 'rooms.export', input: { room } },
    { oncontents, progressText: (progress) => [farOf(progress)] },
  )
}

function farOf({ messages, total }: RoomExportProgress): string {
  return `${messages} of ${plural(total, 'message')}`
}

interface ImportOptions {
  readonly room: string | undefined
  readonly name: string | undefined
  readonly nickname: string | undefined
  readonly 'dry-run': boolean
}

export const importRoom: Action<ImportOptions> = (line) =>
  withNode(
    line,
    async (session) => {
      const [file = '-'] = line.args
      const { 'dry-run': isDryRun, ...target } = line.options
      if (target.room !== undefined && target.name !== undefined)
        throw TerminalErrors.USAGE({
          problem: '--room and --name exclude each other',
          hint: '--room names a room that is there, --name makes another one',
        })
      if (file !== '-' && !existsSync(file)) throw TerminalErrors.FILE_MISSING({ file })
      const contents: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file)
      let far = ''
      const progressText = (progress: ImportCounts) => [(far = farOfImport(progress))]
      try {
        const input = { ...target, isDryRun }
        const done = await doWork(session, { name: 'rooms.import', input }, { contents, progressText })
        tellImport(session.output, done)
      } catch (error) {
        const again = target.name === undefined ? 'The same command' : 'The same command without --name'
        if (far !== '' && !isDryRun) session.output.note(`${far} so far. ${again} goes on there.`)
        throw error
      }
    },
    { endless: true },
  )

function farOfImport({ imported, known }: ImportCounts): string {
  return `${plural(imported + known, 'message')} imported`
}

function tellImport(output: Output, done: RoomImport): void {
  const { imported, isDryRun, isWhole, name } = done
  const verb = isDryRun ? 'to import into' : 'imported into'
  const into = done.room === null ? `a new room ${peerText(name)}` : peerText(name)
  output.result('room_imported', done, `${plural(imported, 'message')} ${verb} ${into}${besides(done)}`)
  if (isWhole) return
  output.note(
    'The file is not whole: it has no end, or not all that its end says. Import all of it to go on.',
  )
  process.exitCode = ExitCode.BadData
}

/** What of the file was not said now, and why. */
function besides({ known, deleted, unreadable, files }: RoomImport): string {
  const parts = [
    known === 0 ? '' : `${known} there already`,
    deleted === 0 ? '' : `${deleted} deleted`,
    unreadable === 0 ? '' : `${unreadable} without a text`,
    files === 0 ? '' : `${plural(files, 'file')} only named`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`
}
