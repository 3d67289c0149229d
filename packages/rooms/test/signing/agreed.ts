/** When rooms are signed, and the same at all. */
import { waitFor } from '@comice/testkit'
import type { Room } from '../../src/room/room.ts'
import type { RoomMember } from '../../src/testing/test-room.ts'
import { insides } from '../hostile/mallory.ts'

const WAIT = { timeoutMs: 40_000 } as const

export async function textsIn(room: Room): Promise<string[]> {
  return (await room.history({ limit: 500 })).messages.map(({ text, unreadable }) => unreadable ?? text)
}

export function untilText(room: Room, text: string): Promise<unknown> {
  return waitFor(async () => (await textsIn(room)).includes(text), { ...WAIT, describe: text })
}

export async function makeOwner(of: Room, name: string, seenBy: readonly RoomMember[]): Promise<void> {
  const { id = '' } = (await of.members()).find((one) => one.name === name) ?? {}
  await of.setRole(id, 'owner')
  for (const { room } of seenBy) {
    const isOwner = async () => (await room.members()).some((one) => one.id === id && one.role === 'owner')
    await waitFor(isOwner, WAIT)
  }
}

export function isSigned(room: Room): boolean {
  const { base } = insides(room)
  return base.signedLength === base.length
}

function systemOf(room: Room): string {
  return Buffer.from(insides(room).base.core.key ?? []).toString('hex')
}

/** All have the same messages in the same order, signed by the same device. */
export function untilAgreed(rooms: readonly Room[]): Promise<unknown> {
  return waitFor(
    async () => {
      if (!rooms.every((room) => isSigned(room))) return false
      const seen = await Promise.all(
        rooms.map(async (room) => [systemOf(room), ...(await textsIn(room))].join()),
      )
      return new Set(seen).size === 1
    },
    { ...WAIT, describe: 'all to agree' },
  )
}
