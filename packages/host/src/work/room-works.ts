/** Rooms as files, and what is said in one from another. */
import { z } from 'zod'
import type { ImportCounts, Message } from '@comice/rooms'
import { given } from '../api/given.ts'
import { roomName, roomRef } from '../api/room-input.ts'
import { messageId } from '../api/room-messages-router.ts'
import { forwardMessage, type ForwardProgress } from '../services/forward-message.ts'
import { findMessage } from '../services/room-files.ts'
import { importLines, type RoomImport } from '../services/import-lines.ts'
import { roomLines } from '../services/room-lines.ts'
import { readingWork, work } from './work.ts'

/** `message` is an id, or a number; `seq` finds an id that is far back. */
const forwarded = z.object({
  room: roomRef,
  message: messageId,
  seq: z.number().int().min(0).optional(),
  to: roomRef,
})
const exported = z.object({ room: roomRef })

/** `room` goes on in one; `name` makes another one, also when an earlier run did. */
const importing = z.object({
  room: roomRef.optional(),
  name: roomName.optional(),
  nickname: roomName.optional(),
  isDryRun: z.boolean().optional(),
})

export interface RoomExportProgress {
  readonly messages: number
  readonly total: number
}

export interface RoomExportResult {
  /** Id of the room. */
  readonly room: string
  readonly name: string
  readonly messages: number
}

export const roomWorks = {
  /** Says in another room what was said in one, files and all. */
  'rooms.forward': work<z.infer<typeof forwarded>, never, ForwardProgress, Message>(
    forwarded,
    async (input, { services: { rooms, searching }, signal, onprogress }) => {
      const [from, to] = [await rooms.open(input.room), await rooms.open(input.to)]
      const { message: ref, seq } = input
      const message = seq === undefined ? await findMessage(from, { ref, searching }) : { id: ref, seq }
      return forwardMessage({ from, message, to }, { signal, onprogress })
    },
  ),

  /** All that a room has to read, as JSON Lines. */
  'rooms.export': work<z.infer<typeof exported>, never, RoomExportProgress, RoomExportResult>(
    exported,
    async (input, job) => {
      const room = await job.services.rooms.open(input.room)
      const { messages: total } = await room.position()
      let messages = 0
      const onmessage = () => (messages += 1)
      for await (const piece of roomLines(room, { onmessage })) {
        job.signal.throwIfAborted()
        await job.send(piece)
        job.onprogress({ messages, total: Math.max(total, messages) })
      }
      return { room: room.id, name: room.name, messages }
    },
  ),

  /** What the program sends, lines of an exported room, is said in another one; see `importRoom`. */
  'rooms.import': readingWork<z.infer<typeof importing>, never, ImportCounts, RoomImport>(
    importing,
    ({ isDryRun, ...target }, { services, contents, signal, onprogress }) => {
      return importLines(services, contents, {
        ...given(target),
        isDryRun: isDryRun ?? false,
        signal,
        onprogress,
      })
    },
  ),
}
