/** The way out of a room. */
import { useNode } from '@comice/client/react'
import type { RoomSnapshot } from '@comice/host'
import { useState } from 'react'
import { AskInline } from '../ui/ask-inline.tsx'
import { Button } from '../ui/button.tsx'
import { LeaveIcon } from '../ui/icons.tsx'

interface LeaveRoomProps {
  readonly room: RoomSnapshot['room']
  readonly may: RoomSnapshot['may']
}

export function LeaveRoom({ room, may }: LeaveRoomProps) {
  const api = useNode()
  const [isAsking, setAsking] = useState(false)
  if (!may.includes('leave')) return null
  if (room.role === 'reader') {
    return (
      <p className="mt-6 border-t border-line pt-4 text-sm text-soft">
        A reader writes nothing into a room, not even that they leave. To go, ask a moderator to remove you.
      </p>
    )
  }
  return (
    <div className="mt-6 border-t border-line pt-2">
      {isAsking ? (
        <AskInline
          label="Leave the room"
          action="Leave"
          run={() => api.rooms.people.leave.mutate({ room: room.id })}
          onClose={() => setAsking(false)}
        >
          <p>
            You read and write nothing in <bdi className="font-medium">{room.name}</bdi> from then on. What
            was said until now stays on this computer. To come back you need another invite.
          </p>
        </AskInline>
      ) : (
        <Button look="danger" onPress={() => setAsking(true)} className="-ml-3">
          <LeaveIcon className="size-4.5" />
          Leave the room…
        </Button>
      )}
    </div>
  )
}
