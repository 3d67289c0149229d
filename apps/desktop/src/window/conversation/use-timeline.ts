/** A room as it grows: its newest page live, older pages on demand. */
import { toComiceError } from '@comice/client'
import { useNode, useRoom } from '@comice/client/react'
import type { RoomSnapshot } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useCallback, useState } from 'react'
import { PAGE_MESSAGES } from '../constants.ts'
import { type Page, withNewest, withOlder } from './timeline.ts'

export interface OpenTimeline {
  /** Null until the node has sent the first page. */
  readonly snapshot: RoomSnapshot | null
  readonly page: Page | null
  /** Why the room cannot be shown. */
  readonly error: ComiceError | null
  readonly isLoadingOlder: boolean
  readonly olderError: ComiceError | null
  readonly loadOlder: () => void
}

/** Give the component that uses it the room's id as its key: the state is one room's. */
export function useTimeline(room: string): OpenTimeline {
  const api = useNode()
  const { value: snapshot, error } = useRoom(room, PAGE_MESSAGES)
  const [merged, setMerged] = useState<{ from: RoomSnapshot; page: Page } | null>(null)
  const [older, setOlder] = useState<{ isLoading: boolean; error: ComiceError | null }>({
    isLoading: false,
    error: null,
  })

  if (snapshot !== null && snapshot !== merged?.from) {
    setMerged({ from: snapshot, page: withNewest(merged?.page ?? null, snapshot) })
  }

  const first = merged?.page.messages[0]?.seq
  const loadOlder = useCallback(async () => {
    if (first === undefined) return
    setOlder({ isLoading: true, error: null })
    try {
      const page = await api.rooms.history.query({ room, before: first, limit: PAGE_MESSAGES })
      setMerged((now) => (now === null ? now : { ...now, page: withOlder(now.page, page) }))
      setOlder({ isLoading: false, error: null })
    } catch (failure) {
      setOlder({ isLoading: false, error: toComiceError(failure) })
    }
  }, [api, room, first])

  return {
    snapshot,
    page: merged?.page ?? null,
    error,
    isLoadingOlder: older.isLoading,
    olderError: older.error,
    loadOlder: () => void (older.isLoading || loadOlder()),
  }
}
