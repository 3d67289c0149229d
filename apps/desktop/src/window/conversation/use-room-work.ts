/** What is done to messages from the window: one call to the node each, and the newest failure of them. */
import { toComiceError } from '@comice/client'
import { useNode } from '@comice/client/react'
import type { ComiceError } from '@comice/protocol'
import { useCallback, useMemo, useState } from 'react'
import { reactionsOf, toggled } from './reactions.ts'
import type { Message } from './timeline.ts'
import { useRemovals } from './use-removals.ts'

export function useRoomWork(room: string, me: string | null) {
  const api = useNode()
  const [problem, setProblem] = useState<ComiceError | null>(null)
  const attempt = useCallback(async (work: Promise<unknown>) => {
    setProblem(null)
    try {
      await work
    } catch (error) {
      setProblem(toComiceError(error))
    }
  }, [])
  const { leaving, start, undo } = useRemovals((id) =>
    attempt(api.rooms.messages.delete.mutate({ room, id })),
  )
  return useMemo(
    () => ({
      ...{ problem, leaving, keep: undo },
      forgive: () => setProblem(null),
      run: (work: () => Promise<unknown>) => void attempt(work()),
      remove: ({ id }: Message) => start(id),
      react: (message: Message, emoji: string) =>
        void attempt(
          api.rooms.messages.react.mutate({
            ...{ room, id: message.id },
            emojis: toggled(reactionsOf(message, me), emoji),
          }),
        ),
      pin: ({ id, seq }: Message, on: boolean) =>
        void attempt(api.rooms.messages.pin.mutate({ room, id, seq, on })),
    }),
    [api, attempt, leaving, me, problem, room, start, undo],
  )
}
