/** `comice room send|files|save|drop|storage`: files in rooms. */
import path from 'node:path'
import type { RoomFileView, StoredFile } from '@comice/host'
import { sanitizeText } from '@comice/protocol'
import { MAX_FOUND } from '../constants.ts'
import type { Action } from '../grammar/command.ts'
import { byteSize } from '../output/byte-size.ts'
import { formatTime } from '../output/format-time.ts'
import { plural } from '../output/format.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { Transcript } from '../output/transcript.ts'
import { amountParts, PaceMeter } from '../output/transfer-text.ts'
import { doWork } from '../session/do-work.ts'
import { withNode } from '../session/session.ts'

/** Has no deadline: a large file takes its time. */
export const send: Action<{ text: string | undefined }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [room = '', ...names] = line.args
      const input = { room, files: names.map((name) => path.resolve(name)), text: line.options.text ?? '' }
      // One file goes in after the other, each with a pace of its own.
      const meters = new Map<string, PaceMeter>()
      const message = await doWork(
        session,
        { name: 'rooms.send', input },
        {
          progressText: (progress) => [
            peerText(progress.name),
            ...amountParts(progress, meterOf(meters, progress.name).measure(progress)),
          ],
        },
      )
      session.output.result('message', message, new Transcript().lines(message))
    },
    { endless: true },
  )

export const files: Action<{ last: number }> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = ''] = line.args
    const limit = Math.max(1, Math.min(line.options.last, MAX_FOUND))
    const { files: found, searched, total } = await api.rooms.files.list.query({ room, limit })
    // The newest stands last, as everywhere in a terminal.
    for (const file of found.toReversed()) output.result('file', file, formatListed(file))
    if (found.length === 0) output.note('No files yet. Send one: comice room send <room> <file>')
    const rest = total - searched
    if (rest > 0)
      output.note(`${plural(rest, 'message')} of ${total} not looked through: not on this disk, or not yet.`)
  })

export const save: Action<{ file: number | undefined; force: boolean }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [room = '', message = '', to = '.'] = line.args
      const { file, force: overwrite } = line.options
      const input = {
        room,
        message,
        at: placeOf(file),
        to: path.resolve(to),
        overwrite,
        timeoutMs: session.options.timeout,
      }
      const meter = new PaceMeter()
      const saved = await doWork(
        session,
        { name: 'rooms.save', input },
        { progressText: (progress) => ['Fetching', ...amountParts(progress, meter.measure(progress))] },
      )
      session.output.result('saved', saved, `${peerText(saved.file)} (${byteSize(saved.bytes)})`)
    },
    { endless: true },
  )

export const drop: Action<{ file: number | undefined }> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = '', message = ''] = line.args
    const { isDropped } = await api.rooms.files.drop.mutate({ room, message, at: placeOf(line.options.file) })
    output.note(isDropped ? 'Taken off this disk.' : 'It was not on this disk.')
  })

export const storage: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = ''] = line.args
    const { bytes, files: stored } = await api.rooms.files.storage.query({ room })
    for (const file of stored.toReversed()) output.result('stored', file, formatStored(file))
    output.result(
      'storage',
      { bytes, files: stored.length },
      `${byteSize(bytes)} in ${plural(stored.length, 'file')}`,
    )
  })

function meterOf(meters: Map<string, PaceMeter>, name: string): PaceMeter {
  const meter = meters.get(name) ?? new PaceMeter()
  meters.set(name, meter)
  return meter
}

/** People count from 1. */
function placeOf(file: number | undefined): number {
  return Math.max(0, (file ?? 1) - 1)
}

/** `12  2026-11-28 09:31  alice  pears.png  2.3 MB  here`, the number first, as `save` takes it. */
function formatListed({ seq, at, claimedAt, by, name, size, here }: RoomFileView): string {
  const number = at === 0 ? `${seq}` : `${seq} --file ${at + 1}`
  const parts = [paint('dim', `${number}  ${formatTime(claimedAt)}`), paint('bold', sanitizeText(by))]
  return [...parts, sanitizeText(name), byteSize(size), hereText(here, size)].join('  ')
}

function formatStored({ name, size, here, isOwn }: StoredFile): string {
  return [sanitizeText(name), byteSize(size), hereText(here, size), ...(isOwn ? ['sent by you'] : [])].join(
    '  ',
  )
}

function hereText(here: number, size: number): string {
  if (here >= size) return 'here'
  return here === 0 ? paint('dim', 'not here') : `${Math.floor((here / size) * 100)} % here`
}
