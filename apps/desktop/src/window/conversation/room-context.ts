/** What the messages of the open room need to know of it, and what can be done from them. */
import { createContext, useContext } from 'react'
import type { Standing } from './message-rights.ts'
import type { Message } from './timeline.ts'

/** How a message is pointed at. */
export interface Place {
  readonly id: string
  readonly seq: number
}

export interface OpenRoom extends Standing {
  readonly id: string
  /** One's own identity; null until it is known. */
  readonly me: string | null
  /** Current nicknames by identity. */
  readonly names: ReadonlyMap<string, string>
  /** Ids of messages that are about to be deleted, and can still be kept. */
  readonly leaving: ReadonlySet<string>
  /** A message that one was just led to. */
  readonly flashed: string | null
  /** The message with that id, when it is loaded. */
  readonly find: (id: string) => Message | null
  readonly reply: (message: Message) => void
  readonly edit: (message: Message) => void
  readonly showThread: (message: Message) => void
  readonly forward: (message: Message) => void
  readonly remove: (message: Message) => void
  readonly keep: (id: string) => void
  /** Adds one's own reaction, or takes it back. */
  readonly react: (message: Message, emoji: string) => void
  readonly pin: (message: Message, on: boolean) => void
  readonly jump: (place: Place) => void
  /** Address below which its files are; null until the node has said. */
  readonly fileBase: string | null
}

export const OpenRoomContext = createContext<OpenRoom | null>(null)

export function useOpenRoomContext(): OpenRoom {
  const room = useContext(OpenRoomContext)
  if (room === null) throw new TypeError('there is no room around')
  return room
}
