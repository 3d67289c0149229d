/** Asks before a room is deleted from this computer. */
import { useNode } from '@comice/client/react'
import type { RoomSnapshot } from '@comice/host'
import { Confirm } from '../ui/confirm.tsx'

interface ForgetRoomProps {
  readonly room: RoomSnapshot['room']
  readonly onClose: () => void
}

export function ForgetRoom({ room: { id, name, state }, onClose }: ForgetRoomProps) {
  const api = useNode()
  const isIn = state === 'member'
  const forget = async () => {
    if (isIn) await api.rooms.people.leave.mutate({ room: id })
    await api.rooms.forget.mutate({ room: id })
  }
  const title = (
    <>
      {isIn ? 'Leave and delete' : 'Delete'} <bdi>{name}</bdi>?
    </>
  )
  return (
    <Confirm
      title={title}
      action={isIn ? 'Leave and delete' : 'Delete'}
      run={forget}
      // The room goes from the list, and with it what shows it.
      onDone={() => undefined}
      onClose={onClose}
    >
      <p>
        What was said is deleted from this computer; others keep what they have.
        {isIn && ' Others see that you left. It waits until one of them has heard of it.'} Another invite
        leads in again.
      </p>
    </Confirm>
  )
}
