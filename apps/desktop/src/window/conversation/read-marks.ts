/** How far each room was read. A room that is seen for the first time counts as read. */
import type { RoomView } from '@comice/host'
import { useSyncExternalStore } from 'react'

const KEY = 'comice.read'

/** Number of messages read, by room. Kept in this tab, so a reload keeps it. */
class ReadMarks {
  #marks: ReadonlyMap<string, number> = read()
  readonly #listeners = new Set<() => void>()

  readonly get = () => this.#marks

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Everything up to `length` messages was read. */
  mark(room: string, length: number): void {
    if ((this.#marks.get(room) ?? -1) >= length) return
    this.#marks = new Map(this.#marks).set(room, length)
    sessionStorage.setItem(KEY, JSON.stringify([...this.#marks]))
    for (const listener of this.#listeners) listener()
  }

  /** Counts rooms that were not there before as read. */
  welcome(rooms: readonly RoomView[]): void {
    for (const { id, length } of rooms) if (!this.#marks.has(id)) this.mark(id, length)
  }
}

function read(): ReadonlyMap<string, number> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as [string, number][])
  } catch {
    return new Map()
  }
}

export const readMarks = new ReadMarks()

export function useReadMarks(): ReadonlyMap<string, number> {
  return useSyncExternalStore(readMarks.subscribe, readMarks.get)
}

/** Messages of a room that nobody has looked at. */
export function unreadOf({ id, length }: RoomView, marks: ReadonlyMap<string, number>): number {
  return Math.max(0, length - (marks.get(id) ?? length))
}
