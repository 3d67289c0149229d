/** The open room as its messages see it. */
import type { Role } from '@comice/protocol'
import { useMemo } from 'react'
import { useFileBase } from '../room-files/file-address.ts'
import type { OpenRoom } from './room-context.ts'
import type { Message } from './timeline.ts'
import { useRoomWork } from './use-room-work.ts'
import type { OpenTimeline } from './use-timeline.ts'
import type { Writing } from './writing.ts'

const NO_MESSAGES: readonly Message[] = []

interface Leads {
  readonly setWriting: (writing: Writing) => void
  readonly showThread: (message: Message) => void
  readonly forward: (message: Message) => void
}

export function useOpenRoom(id: string, { snapshot, page }: OpenTimeline, leads: Leads) {
  const { setWriting, showThread, forward } = leads
  const fileBase = useFileBase(id)
  const me = snapshot?.members.find(({ mine }) => mine)?.id ?? null
  const { problem, forgive, run, ...work } = useRoomWork(id, me)
  const people = useMemo(() => {
    const members = snapshot?.members ?? []
    return {
      names: new Map(members.map((member) => [member.id, member.name])),
      roles: new Map<string, Role>(members.map((member) => [member.id, member.role])),
      role: snapshot?.room.role ?? null,
      may: new Set(snapshot?.may),
    }
  }, [snapshot])
  const messages = page?.messages ?? NO_MESSAGES
  const byId = useMemo(() => new Map(messages.map((message) => [message.id, message])), [messages])
  const { leaving, keep, remove, react, pin } = work
  const room = useMemo(
    (): Omit<OpenRoom, 'flashed' | 'jump'> => ({
      ...{ id, me, leaving, keep, remove, react, pin, showThread, forward, fileBase, ...people },
      find: (message) => byId.get(message) ?? null,
      reply: (to) => setWriting({ kind: 'reply', to }),
      edit: (message) => setWriting({ kind: 'edit', message }),
    }),
    [id, me, leaving, keep, remove, react, pin, people, byId, setWriting, showThread, forward, fileBase],
  )
  return { room, problem, forgive, run }
}
