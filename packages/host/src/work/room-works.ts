/** Rooms as files. */
import { z } from 'zod'
import { roomRef } from '../api/room-input.ts'
import { roomLines } from '../services/room-lines.ts'
import { work } from './work.ts'

const exported = z.object({ room: roomRef })

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
}
