/** A room as it grows: its newest page live, older pages on demand, or those around a place far back. */
import { toComiceError } from '@comice/client'
import { useNode, useRoom } from '@comice/client/react'
import type { RoomSnapshot } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useCallback, useEffect, useRef, useState } from 'react'
import { JUMP_PAGE_MESSAGES, PAGE_MESSAGES } from '../constants.ts'
import {
  isWithin,
  joined,
  type Message,
  olderThan,
  type Page,
  withChanged,
  withNewest,
  withNewer,
  withOlder,
} from './timeline.ts'

export interface OpenTimeline {
  /** Null until the node has sent the first page. */
  readonly snapshot: RoomSnapshot | null
  /** What is shown. */
  readonly page: Page | null
  /** What ends with the newest message, shown or not. */
  readonly live: Page | null
  /** Whether that is shown; else it is what was said around a place far back. */
  readonly isLive: boolean
  /** Why the room cannot be shown. */
  readonly error: ComiceError | null
  readonly isLoading: boolean
  /** Why older or newer ones could not be loaded. */
  readonly loadError: ComiceError | null
  readonly loadOlder: () => void
  /** Away from the newest. */
  readonly loadNewer: () => void
  /** Has the message with this number on the page: together with those up to it, or with those around it where it is far. */
  readonly loadTo: (seq: number) => Promise<void>
  /** Back to the newest. */
  readonly toNewest: () => void
}

interface Merged {
  readonly from: RoomSnapshot
  readonly live: Page
  /** Around a place; null: the newest are shown. */
  readonly apart: Page | null
}

/** Changes what is shown, unless another part of the room is shown by then. */
type Change = (shown: Page, to: (page: Page) => Page) => void

/** Give the component that uses it the room's id as its key: the state is one room's. */
export function useTimeline(room: string): OpenTimeline {
  const { value: snapshot, error } = useRoom(room, PAGE_MESSAGES)
  const { merged, change, show } = useMerged(snapshot)
  const parts = partsOf(merged)
  useShownAnew({ room, from: merged?.from, ...parts }, change)
  return { snapshot, error, ...parts, ...useLoading(room, parts, { change, show }) }
}

function partsOf(merged: Merged | null): Pick<OpenTimeline, 'page' | 'live' | 'isLive'> {
  if (merged === null) return { page: null, live: null, isLive: true }
  const { live, apart } = merged
  return { page: apart ?? live, live, isLive: apart === null }
}

function useMerged(snapshot: RoomSnapshot | null) {
  const [merged, setMerged] = useState<Merged | null>(null)
  if (snapshot !== null && snapshot !== merged?.from) {
    const live = withNewest(merged?.live ?? null, snapshot)
    setMerged({ from: snapshot, live, apart: merged?.apart ?? null })
  }
  const show = useCallback((apart: Page | null) => {
    setMerged((now) => (now === null ? now : { ...now, ...joined(now.live, apart) }))
  }, [])
  const change: Change = useCallback((shown, to) => {
    setMerged((now) => {
      if (now === null) return now
      const page = now.apart ?? now.live
      // What was asked for belongs to another part.
      if (page.messages[0]?.id !== shown.messages[0]?.id) return now
      return { ...now, ...(now.apart === null ? { live: to(page) } : joined(now.live, to(page))) }
    })
  }, [])
  return { merged, change, show }
}

interface Loading {
  readonly change: Change
  readonly show: (apart: Page | null) => void
}

function useLoading(
  room: string,
  { page, live, isLive }: Pick<OpenTimeline, 'page' | 'live' | 'isLive'>,
  { change, show }: Loading,
) {
  const api = useNode()
  const { isLoading, loadError, load } = useOneLoad()
  const ask = (before: number, limit: number) => api.rooms.history.query({ room, before, limit })
  const [first, last] = [page?.messages[0]?.seq, page?.messages.at(-1)?.seq]
  const older = async (shown: Page, limit: number) => {
    if (first === undefined) return
    const more = await ask(first, limit)
    change(shown, (now) => withOlder(now, more))
  }
  const toNewest = useCallback(() => show(null), [show])
  const around = async (seq: number) => show(await ask(seq + PAGE_MESSAGES / 2, PAGE_MESSAGES))
  return {
    ...{ isLoading, loadError },
    loadOlder: () => {
      if (page !== null && !isLoading) void load(() => older(page, PAGE_MESSAGES))
    },
    loadNewer: () => {
      if (page === null || last === undefined || isLive || isLoading) return
      void load(async () => {
        const more = await ask(last + 1 + PAGE_MESSAGES, PAGE_MESSAGES)
        change(page, (now) => withNewer(now, more))
      })
    },
    loadTo: async (seq: number) => {
      if (page === null || first === undefined || isWithin(page, seq)) return
      if (!isLive && live !== null && isWithin(live, seq)) return show(null)
      const isNear = seq < first && first - seq <= JUMP_PAGE_MESSAGES - PAGE_MESSAGES
      // With a few more, so that one sees what it was said to.
      await load(() => (isNear ? older(page, first - seq + PAGE_MESSAGES / 2) : around(seq)))
    },
    toNewest,
  }
}

/** Whether something is being loaded, and why it was not. */
function useOneLoad() {
  const [state, setState] = useState<{ isLoading: boolean; loadError: ComiceError | null }>({
    isLoading: false,
    loadError: null,
  })
  const load = useCallback(async (run: () => Promise<unknown>) => {
    setState({ isLoading: true, loadError: null })
    try {
      await run()
      setState({ isLoading: false, loadError: null })
    } catch (failure) {
      setState({ isLoading: false, loadError: toComiceError(failure) })
    }
  }, [])
  return { ...state, load }
}

interface Shown {
  readonly room: string
  readonly from: RoomSnapshot | undefined
  readonly page: Page | null
  readonly isLive: boolean
}

/** The node sends the newest page alone: when that is as it was, or is not shown, something may have happened to what is shown. */
function useShownAnew({ room, from, page, isLive }: Shown, change: Change): void {
  const api = useNode()
  const before = useRef<readonly Message[]>([])
  const latest = useRef({ page, isLive })
  useEffect(() => {
    latest.current = { page, isLive }
  })
  useEffect(() => {
    const shown = latest.current.page
    if (from === undefined || shown === null) return
    const isAsItWas = JSON.stringify(from.messages) === JSON.stringify(before.current)
    before.current = from.messages
    const [newest] = from.messages
    const end = latest.current.isLive ? newest?.seq : (shown.messages.at(-1)?.seq ?? 0) + 1
    const count = latest.current.isLive ? olderThan(shown, from) : shown.messages.length
    if (end === undefined || count === 0 || (latest.current.isLive && !isAsItWas)) return
    api.rooms.history.query({ room, before: end, limit: Math.min(count, JUMP_PAGE_MESSAGES) }).then(
      (older) => change(shown, (now) => withChanged(now, older.messages)),
      // What is shown stays as it is, and the next change tries again.
      () => undefined,
    )
  }, [api, change, from, room])
}
