/** Files of this disk into rooms, and out of them. */
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { LIMITS, safeFileName } from '@comice/protocol'
import type { AddedFile, Message, Room } from '@comice/rooms'
import { z } from 'zod'
import { given } from '../api/given.ts'
import { fileAt, fileMessageRef } from '../api/room-files-router.ts'
import { roomRef } from '../api/room-input.ts'
import { findMessage } from '../services/room-files.ts'
import { localPath, timeoutMs } from './drive-inputs.ts'
import { type SavedFile, saveFile } from './fetch-file.ts'
import { type FileProgress, openFile, readAll } from './put-file.ts'
import { type Job, work } from './work.ts'

/** One of several files that is being put in. */
export interface SendProgress extends FileProgress {
  /** Its name. */
  readonly name: string
}

const send = z.object({
  room: roomRef,
  files: z.array(localPath).min(1).max(LIMITS.MAX_MESSAGE_FILES),
  text: z.string().max(LIMITS.MAX_CAPTION_BYTES).default(''),
})
const save = z.object({
  room: roomRef,
  message: fileMessageRef,
  at: fileAt,
  to: localPath,
  overwrite: z.boolean().default(false),
  timeoutMs,
})

export const roomFileWorks = {
  /** Puts files in, and says them in one message. */
  'rooms.send': work<z.infer<typeof send>, never, SendProgress, Message>(send, async (input, job) => {
    const room = await job.services.rooms.open(input.room)
    const added: AddedFile[] = []
    try {
      for (const file of input.files) added.push(await addFile(room, file, job))
      return await room.say(input.text, { files: added.map(({ id }) => id) })
    } catch (error) {
      for (const { id } of added) await room.files.discard(id)
      throw error
    }
  }),

  /** Saves a file of a message: whole, or not at all. What came stays with the room, so that the next try goes on from there. */
  'rooms.save': work<z.infer<typeof save>, never, FileProgress, SavedFile>(save, async (input, job) => {
    const { rooms, searching } = job.services
    const room = await rooms.open(input.room)
    await using opened = await room.files.open(
      await findMessage(room, { ref: input.message, searching }),
      input.at,
    )
    const { name, size: bytes } = opened.file
    const isFolder = (await stat(input.to).catch(() => null))?.isDirectory() ?? false
    const file = isFolder ? path.join(input.to, safeFileName(name)) : input.to
    const { signal, onprogress } = job
    const read = () => opened.read(undefined, { signal, ...given({ timeoutMs: input.timeoutMs }) })
    return await saveFile(
      { bytes, read, mode: 0o666 },
      { file, overwrite: input.overwrite, signal },
      onprogress,
    )
  }),
}

async function addFile(room: Room, file: string, job: Job<never, SendProgress>): Promise<AddedFile> {
  const name = path.basename(file)
  await using handle = await openFile(file)
  const { size } = await handle.stat()
  const { signal } = job
  const onprogress = (progress: FileProgress) => job.onprogress({ ...progress, name })
  return await room.files.add(readAll(handle, size, { signal, onprogress }), { name, signal })
}
