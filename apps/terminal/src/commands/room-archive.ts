/** `comice room export`: a room as JSON Lines. */
import path from 'node:path'
import type { RoomExportProgress, RoomExportResult } from '@comice/host'
import type { Action } from '../grammar/command.ts'
import { plural } from '../output/format.ts'
import { peerText } from '../output/output.ts'
import { writeWholeFile } from '../output/whole-file.ts'
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
