/** Devices of one person, in tests. */
import { recoverIdentity } from '@comice/core'
import type { Room } from '@comice/rooms'
import { openProfile } from '@comice/storage'
import { tempDir, type TestDht, type Underlay, waitFor } from '@comice/testkit'
import { expect } from 'vitest'
import { openRoomPeer, type RoomPeer } from '../../src/testing/test-room.ts'

/** Another device of somebody. */
export async function anotherDevice(
  stack: AsyncDisposableStack,
  { dht, underlay }: { readonly dht: TestDht; readonly underlay?: Underlay },
  of: RoomPeer,
): Promise<RoomPeer> {
  const dir = stack.use(await tempDir('phone')).path
  {
    await using profile = await openProfile({ dir })
    await recoverIdentity(profile.secrets, await of.peer.identity.phrase())
  }
  return stack.use(await openRoomPeer('phone', { dht, dir, ...(underlay !== undefined && { underlay }) }))
}

/** Has a room of `laptop` on `phone`, and is let in there. */
export async function takeAlong(laptop: RoomPeer, phone: RoomPeer, room: Room): Promise<Room> {
  const entry = (await laptop.rooms.entries()).find(({ key }) => Buffer.compare(key, room.key) === 0)
  if (entry === undefined) throw new Error('the room is not there')
  const there = await phone.rooms.add(entry)
  expect(there.state).toBe('joining')
  await room.ownDevices.letIn(await phone.rooms.requestEntry(there))
  await waitFor(() => there.state === 'member')
  return there
}
