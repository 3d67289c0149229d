/** Which room is open. */
import type { RoomView } from '@comice/host'
import { useCallback, useEffect, useState } from 'react'
import { lastRoom, rememberRoom } from '../session/session.ts'

/** The room that is open: the one wanted, once the node has it in its list. */
export function useOpenRoom(
  rooms: readonly RoomView[] | null,
): [RoomView | null, (room: string | null) => void] {
  const [wanted, setWanted] = useState(lastRoom)
  const room = rooms?.find(({ id, name }) => id === wanted || name === wanted) ?? null
  const open = useCallback((id: string | null) => {
    rememberRoom(id)
    setWanted(id)
  }, [])
  return [room, open]
}

/** The number of unread messages and what is open, for those who see only the window's title. */
export function useTitle(rooms: readonly RoomView[] | null, name: string | null): void {
  const loud = (rooms ?? []).filter(({ isMuted, isArchived }) => !isMuted && !isArchived)
  const unread = loud.reduce((sum, one) => sum + one.unread, 0)
  const title = `${unread > 0 ? `(${unread}) ` : ''}${name === null ? '' : `${name} · `}Comice`
  useEffect(() => {
    document.title = title
  }, [title])
}
