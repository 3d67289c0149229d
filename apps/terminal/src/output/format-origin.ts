/** Where an imported message is from, as one line above it. */
import type { RoomSnapshot } from '@comice/host'
import { displayName } from '@comice/protocol'

type Origin = NonNullable<RoomSnapshot['messages'][number]['imported']>

/** `imported: alice, 2026-01-02 10:00`, in the time of this machine. */
export function formatOrigin({ name, claimedAt, part }: Origin): string {
  const at = new Date(claimedAt)
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((number) =>
    String(number).padStart(2, '0'),
  )
  const more = part === 0 ? '' : ' (continued)'
  return `imported: ${displayName(name, 'somebody')}, ${day.join('-')} ${at.toTimeString().slice(0, 5)}${more}`
}
