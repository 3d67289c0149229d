/** Why one cannot write in a room, when that is so. */
import type { RoomSnapshot } from '@comice/host'
import { Seconds } from '../dialogs/seconds.tsx'

type Room = RoomSnapshot['room']
type State = Room['state']

const WAITING: Partial<Record<State, { readonly title: string; readonly text: string }>> = {
  joining: {
    title: 'You were let in',
    text: 'You can write as soon as a member has told the room; one of them has to be online for it.',
  },
  pending: {
    title: 'Waiting until the room agrees',
    text: 'Its owner has to be online to settle who used the invite, or somebody approves you. Until then you see who is in, and nothing of what they say. You can close this: the room opens by itself.',
  },
}

const OVER: Partial<Record<State, string>> = {
  removed: 'You are not in this room any more. What was said until then can still be read here.',
  refused: 'The room did not accept this device. Ask a member for a new invite.',
  failed: 'This room has stopped working here. Restart Comice; if it fails again, please report it.',
  closed: 'This room is closed.',
}

const NEWER =
  'This room needs a later version of Comice. Update Comice to go on; until then you can read what is here.'

export function StateNote({ room: { state, problem } }: { room: Pick<Room, 'state' | 'problem'> }) {
  const waiting = WAITING[state]
  const over = problem?.code === 'ROOM_NEWER' ? NEWER : OVER[state]
  return (
    <div role="status" className="mx-auto w-full max-w-3xl px-4">
      {over !== undefined && (
        <p className="mt-3 rounded-xl bg-russet-tint px-3 py-2 text-sm text-russet">{over}</p>
      )}
      {waiting !== undefined && (
        <div className="mt-3 rounded-xl bg-shelf px-4 py-3 text-sm">
          <p className="flex justify-between gap-3 font-medium">
            {waiting.title}
            <Seconds />
          </p>
          <div aria-hidden="true" className="seek relative mt-2.5 h-1 overflow-hidden rounded-full bg-line" />
          <p className="mt-2.5 text-soft">{waiting.text}</p>
        </div>
      )}
    </div>
  )
}
