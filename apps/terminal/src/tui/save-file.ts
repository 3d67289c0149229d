/** `/save [number]`: a file of the newest message with files that is shown, into the folder that the program was started in. */
import { runWork } from '@comice/client/node'
import type { SavedFile } from '@comice/host'
import { TerminalErrors } from '../errors.ts'
import { byteSize } from '../output/byte-size.ts'
import { peerText } from '../output/output.ts'
import type { TuiModel } from './tui-model.ts'

/** @throws USAGE, FILE_EXISTS, and what else the node refuses */
export async function saveFile(model: TuiModel, words: string): Promise<void> {
  const { open } = model.state
  const message = open?.messages.findLast(({ files }) => files.length > 0)
  const at = Number(words === '' ? 1 : words) - 1
  const file = message?.files[at]
  if (open === null || message === undefined || file === undefined) {
    const problem = message === undefined ? 'no file is shown here' : 'that message has no such file'
    throw TerminalErrors.USAGE({ problem, hint: '/save, or /save 2 for the second file of the message' })
  }
  model.note(`Fetching ${peerText(file.name)} …`)
  const { address, signal } = model.session
  const input = { room: open.id, message: message.id, at, to: process.cwd(), overwrite: false }
  let saved: SavedFile | null = null
  for await (const event of runWork(address, { name: 'rooms.save', input }, { signal })) {
    if (event.kind === 'done') saved = event.value
  }
  if (saved !== null) model.note(`Saved ${peerText(saved.file)} (${byteSize(saved.bytes)}).`)
}
