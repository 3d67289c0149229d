/** Says in one room what was said in another. Its files are read there and sealed anew here: a key opens a file in one room only. */
import { safeFileName } from '@comice/protocol'
import { type AddedFile, type Message, mayDo, type Room, RoomErrors } from '@comice/rooms'

/** How much of what is forwarded is in so far, in bytes of all its files. */
export interface ForwardProgress {
  readonly bytes: number
  readonly totalBytes: number
}

export interface ForwardWish {
  readonly from: Room
  readonly message: { readonly id: string; readonly seq?: number }
  readonly to: Room
}

export interface ForwardJob {
  readonly signal: AbortSignal
  readonly onprogress: (progress: ForwardProgress) => void
}

/**
 * Neither who said it goes along, nor whom it mentions, nor what it answers: none of that is for the people of the other room.
 *
 * @throws MESSAGE_NOT_FOUND, MESSAGE_INVALID, NOT_ALLOWED, what reading its files throws, and what saying it there does
 */
export async function forwardMessage({ from, message, to }: ForwardWish, job: ForwardJob): Promise<Message> {
  const said = await from.message(message)
  if (said.deletedBy !== null) throw RoomErrors.MESSAGE_NOT_FOUND()
  if (said.unreadable !== null) throw RoomErrors.MESSAGE_INVALID({ reason: 'this device cannot read it' })
  await assertMaySpeak(to)
  const totalBytes = said.files.reduce((sum, { size }) => sum + size, 0)
  const added: AddedFile[] = []
  try {
    for (const at of said.files.keys()) {
      const before = added.reduce((sum, { size }) => sum + size, 0)
      const onbytes = (bytes: number) => job.onprogress({ bytes: before + bytes, totalBytes })
      added.push(await copyFile({ from, to, said, at }, { signal: job.signal, onprogress: onbytes }))
    }
    job.signal.throwIfAborted()
    return await to.say(said.text, { isForwarded: true, files: added.map(({ id }) => id) })
  } catch (error) {
    // What could not be taken away either is no reason to say something else than what went wrong.
    await Promise.allSettled(added.map(({ id }) => to.files.discard(id)))
    throw error
  }
}

interface Copy {
  readonly from: Room
  readonly to: Room
  readonly said: Message
  /** Its place among the files of the message. */
  readonly at: number
}

async function copyFile(
  { from, to, said, at }: Copy,
  { signal, onprogress }: { signal: AbortSignal; onprogress: (bytes: number) => void },
): Promise<AddedFile> {
  await using source = await from.files.open(said, at)
  const { name, mediaType } = source.file
  return await to.files.add(source.read(undefined, { signal }), {
    ...{ name: safeFileName(name), signal, onprogress },
    ...(mediaType === '' ? {} : { mediaType }),
  })
}

/** Before a gigabyte is copied for nothing; the room decides, whatever is found here. */
async function assertMaySpeak(room: Room): Promise<void> {
  if (room.state !== 'member') throw RoomErrors.ROOM_NOT_WRITABLE({ state: room.state })
  const role = (await room.members()).find(({ mine }) => mine)?.role
  const action = (await room.kind()) === 'broadcast' ? 'post in a broadcast' : 'post'
  if (role === undefined || !mayDo(role, action)) throw RoomErrors.NOT_ALLOWED({ action: 'speak' })
}
