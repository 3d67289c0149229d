/** Files of messages into the folder that the program was started in: those of a message, or `/save [number] [name]`. */
import path from 'node:path'
import { runWork } from '@comice/client/node'
import type { SavedFile } from '@comice/host'
import { isComiceError } from '@comice/protocol'
import { TerminalErrors } from '../errors.ts'
import { byteSize } from '../output/byte-size.ts'
import { peerText } from '../output/output.ts'
import type { Message } from '../output/transcript.ts'
import type { TuiModel } from './tui-model.ts'
import { selectedMessage } from './tui-state.ts'

interface Wish {
  readonly room: string
  readonly message: Message
  /** Place of the file among those of the message. */
  readonly at: number
  /** File or folder. */
  readonly to: string
}

/** One of the newest message with files that is shown. @throws USAGE, and what else the node refuses */
export async function saveFile(model: TuiModel, words: string): Promise<void> {
  const { open } = model.state
  const message = open?.messages.findLast(({ files }) => files.length > 0)
  const [, number = '1', name = ''] = /^(?:(\d+)(?:\s+|$))?(.*)$/u.exec(words.trim()) ?? []
  const at = Number(number) - 1
  if (open === null || message?.files[at] === undefined) {
    const problem = message === undefined ? 'no file is shown here' : 'that message has no such file'
    throw TerminalErrors.USAGE({ problem, hint: '/save, or /save 2 for the second file of the message' })
  }
  await save(model, { room: open.id, message, at, to: path.resolve(name) })
}

/** All of the message that the keys are about. @throws as {@link saveFile} */
export async function saveSelected(model: TuiModel): Promise<void> {
  const { open } = model.state
  const message = selectedMessage(model.state)
  if (open === null || message === null) return
  if (message.files.length === 0) return model.note('This message brings no files.')
  for (const at of message.files.keys()) await save(model, { room: open.id, message, at, to: process.cwd() })
}

async function save(model: TuiModel, { room, message, at, to }: Wish): Promise<void> {
  const name = peerText(message.files[at]?.name ?? '')
  model.note(`Fetching ${name} …`)
  const { address, signal } = model.session
  const input = { room, message: message.id, at, to, overwrite: false }
  let saved: SavedFile | null = null
  try {
    for await (const event of runWork(address, { name: 'rooms.save', input }, { signal })) {
      if (event.kind === 'done') saved = event.value
      else if (event.kind === 'working' && event.progress !== null)
        model.note(
          `Fetching ${name}: ${byteSize(event.progress.bytes)} of ${byteSize(event.progress.totalBytes)} …`,
        )
    }
  } catch (error) {
    if (!isComiceError(error, 'FILE_EXISTS')) throw error
    // Here is no --force, which the node's own hint names.
    const hint = `/save ${at + 1} and another name saves it under that`
    throw TerminalErrors.USAGE({ problem: `there is a ${name} in this folder already`, hint })
  }
  if (saved !== null) model.note(`Saved ${peerText(saved.file)} (${byteSize(saved.bytes)}).`)
}
