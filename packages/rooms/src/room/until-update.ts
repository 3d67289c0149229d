import type { EventEmitter } from 'node:events'
import type { RoomEvents } from './room.ts'

/** Resolves when the room has changed, or after `ms`. */
export async function untilUpdate(room: EventEmitter<RoomEvents>, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  const done = () => resolve()
  room.once('update', done)
  await promise
  clearTimeout(timer)
  room.off('update', done)
}
