/** A room as it grows: its newest page live, older pages on demand. */
import { toComiceError } from '@comice/client'
import { useNode, useRoom } from '@comice/client/react'
import type { RoomSnapshot } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useCallback, useEffect, useRef, useState } from 'react'
import { JUMP_PAGE_MESSAGES, PAGE_MESSAGES } from '../constants.ts'
import { type Message, olderThan, type Page, withChanged, withNewest, withOlder } from './timeline.ts'

export interface OpenTimeline {
  /** Null until the node has sent the first page. */
  readonly snapshot: RoomSnapshot | null
  readonly page: Page | null
  /** Why the room cannot be shown. */
  readonly error: ComiceError | null
  readonly isLoadingOlder: boolean
  readonly olderError: ComiceError | null
  readonly loadOlder: () => void
  /** Loads until the message with this number is there, or there are no more. */
  readonly loadTo: (seq: number) => Promise<void>
}

interface Merged {
  readonly from: RoomSnapshot
  readonly page: Page
}

/** Give the component that uses it the room's id as its key: the state is one room's. */
export function useTimeline(room: string): OpenTimeline {
  const { value: snapshot, error } = useRoom(room, PAGE_MESSAGES)
  const [merged, setMerged] = useState<Merged | null>(null)
  if (snapshot !== null && snapshot !== merged?.from) {
    setMerged({ from: snapshot, page: withNewest(merged?.page ?? null, snapshot) })
  }
  const change = useCallback((to: (page: Page) => Page) => {
    setMerged((now) => (now === null ? now : { ...now, page: to(now.page) }))
  }, [])
  useOlderAnew(room, merged, change)
  const older = useOlder(room, merged?.page ?? null, change)
  return { snapshot, page: merged?.page ?? null, error, ...older }
}

type Change = (to: (page: Page) => Page) => void

function useOlder(room: string, page: Page | null, change: Change) {
  const api = useNode()
  const [state, setState] = useState<{ isLoading: boolean; error: ComiceError | null }>({
    isLoading: false,
    error: null,
  })
  const first = page?.messages[0]?.seq
  const ask = useCallback(
    async (before: number, limit: number) => {
      const older = await api.rooms.history.query({ room, before, limit })
      change((now) => withOlder(now, older))
      return older
    },
    [api, room, change],
  )
  const load = useCallback(
    async (run: () => Promise<unknown>) => {
      setState({ isLoading: true, error: null })
      try {
        await run()
        setState({ isLoading: false, error: null })
      } catch (failure) {
        setState({ isLoading: false, error: toComiceError(failure) })
      }
    },
    [setState],
  )
  return {
    isLoadingOlder: state.isLoading,
    olderError: state.error,
    loadOlder: () => {
      if (first !== undefined && !state.isLoading) void load(() => ask(first, PAGE_MESSAGES))
    },
    loadTo: (seq: number) =>
      load(async () => {
        let before = first
        while (before !== undefined && before > seq) {
          const { messages } = await ask(before, JUMP_PAGE_MESSAGES)
          before = messages[0]?.seq
        }
      }),
  }
}

/** The node sends the newest page alone: when that is as it was, something happened to an older message. */
function useOlderAnew(room: string, merged: Merged | null, change: Change): void {
  const api = useNode()
  const before = useRef<readonly Message[]>([])
  const page = useRef<Page | null>(null)
  const from = merged?.from
  useEffect(() => {
    page.current = merged?.page ?? null
  })
  useEffect(() => {
    if (from === undefined || page.current === null) return
    const { messages } = from
    const isAsItWas = JSON.stringify(messages) === JSON.stringify(before.current)
    before.current = messages
    const count = olderThan(page.current, from)
    const [newest] = messages
    if (!isAsItWas || count === 0 || newest === undefined) return
    api.rooms.history.query({ room, before: newest.seq, limit: Math.min(count, JUMP_PAGE_MESSAGES) }).then(
      (older) => change((now) => withChanged(now, older.messages)),
      // What is shown stays as it is, and the next change tries again.
      () => undefined,
    )
  }, [api, change, from, room])
}
