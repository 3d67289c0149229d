/** Rooms that are shared. */
import type { RoomSnapshot } from '@comice/host'
import { waitFor } from '@comice/testkit'
import type { NodeProcess } from './node-process.ts'
import type { TwoPeople } from './two-people.ts'

type Message = RoomSnapshot['messages'][number]

interface SayMore {
  readonly replyTo?: { readonly id: string; readonly seq: number }
  readonly mentions?: string[]
}

export interface SharedRoom {
  readonly room: string
  /** Says it, and waits until both have it. */
  readonly say: (who: NodeProcess, text: string, more?: SayMore) => Promise<Message>
}

/** A room of alice's that bob is in, of the second format by default. */
export async function roomOfTwo(
  { alice, bob }: TwoPeople,
  name: string,
  format: 2 | 3 = 2,
): Promise<SharedRoom> {
  const { id: room } = await alice.api.rooms.create.mutate({ name, nickname: 'alice', format })
  const { text: invite } = await alice.api.rooms.invite.mutate({ room, maxUses: 0 })
  await bob.api.rooms.join.mutate({ invite, nickname: 'bob', timeoutMs: 50_000 })
  await waitFor(async () => {
    const rooms = await bob.api.rooms.list.query()
    return rooms.some(({ id, state }) => id === room && state === 'member')
  })
  return {
    room,
    say: async (who, text, more = {}) => {
      const message = await who.api.rooms.say.mutate({ room, text, ...more })
      const other = who === alice ? bob : alice
      await waitFor(async () => {
        const { messages } = await other.api.rooms.history.query({ room })
        return messages.some(({ id, unreadable }) => id === message.id && unreadable === null)
      })
      return message
    },
  }
}
