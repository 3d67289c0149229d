/** Offers a room's owner the newer format. */
import { useNode } from '@comice/client/react'
import type { RoomSnapshot } from '@comice/host'
import { useState } from 'react'
import { AskInline } from '../ui/ask-inline.tsx'
import { Button } from '../ui/button.tsx'

interface UpgradeRoomProps {
  readonly room: string
  readonly format: number
  readonly may: RoomSnapshot['may']
}

export function UpgradeRoom({ room, format, may }: UpgradeRoomProps) {
  const api = useNode()
  const [isAsking, setAsking] = useState(false)
  if (!may.includes('ask for a newer format')) return null
  if (isAsking) {
    return (
      <AskInline
        label="Bring the room to the newer format"
        action="Bring it over"
        isDangerous={false}
        run={() => api.rooms.people.upgrade.mutate({ room })}
        onClose={() => setAsking(false)}
      >
        <p>There is no way back, and members whose Comice is older are told to update before they go on.</p>
      </AskInline>
    )
  }
  return (
    <div className="mt-6 rounded-2xl border border-line p-3 text-sm">
      <p>
        {format === 1
          ? 'This room is of the first format: nobody can be removed, and messages cannot be edited, deleted or reacted to.'
          : 'This room is of an older format: nobody can be muted, and messages cannot be reported.'}
      </p>
      <div className="mt-2 flex justify-end">
        <Button onPress={() => setAsking(true)}>Bring it to the newer format…</Button>
      </div>
    </div>
  )
}
