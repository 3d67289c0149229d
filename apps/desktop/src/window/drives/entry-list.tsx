/** What is in a folder: a list of any length, by pointer and by keyboard. */
import type { ListedEntry } from '@comice/host'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef } from 'react'
import { GridList, GridListItem, ListLayout, Virtualizer } from 'react-aria-components'
import { NARROW_ROW_PX, ROW_PX } from '../constants.ts'
import { nameOf } from './drive-words.ts'
import { EntryRow } from './entry-row.tsx'

/** The layout's and not the list's: rows would be as wide as the list with its own, and cut off at the right. */
const ROW_MARGIN_PX = 4

export interface EntryActions {
  readonly onOpen: (entry: ListedEntry) => void
  readonly onHistory: (entry: ListedEntry) => void
  /** Null where nothing can be changed. */
  readonly onRename: ((entry: ListedEntry) => void) | null
  readonly onDelete: ((entry: ListedEntry) => void) | null
}

interface EntryListProps extends EntryActions {
  readonly entries: readonly ListedEntry[]
  readonly label: string
  readonly isNarrow: boolean
  /** The entry that gets the focus when the list appears; undefined: the focus stays where it is. */
  readonly focused: string | null | undefined
  readonly onUp: () => void
  readonly empty: ReactNode
}

export function EntryList({ entries, label, isNarrow, focused, onUp, empty, ...actions }: EntryListProps) {
  const list = useRef<HTMLDivElement>(null)
  const items = useMemo(() => entries.map((entry) => ({ id: entry.path, entry })), [entries])
  useArrival(list, focused)
  const entryOf = (target: EventTarget) => {
    const key = target instanceof Element ? target.closest('[data-key]')?.getAttribute('data-key') : null
    return entries.find(({ path }) => path === key)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Backspace') return onUp()
    const entry = entryOf(event.target)
    if (entry === undefined || entry.kind === 'refused') return
    if (event.key === 'F2') actions.onRename?.(entry)
    if (event.key === 'Delete') actions.onDelete?.(entry)
  }
  return (
    <div onKeyDown={onKeyDown} className="min-h-0 flex-1">
      <Virtualizer
        layout={ListLayout}
        layoutOptions={{ rowHeight: isNarrow ? NARROW_ROW_PX : ROW_PX, padding: ROW_MARGIN_PX }}
      >
        <GridList
          ref={list}
          aria-label={label}
          items={items}
          dependencies={[isNarrow, actions.onRename === null]}
          selectionMode="none"
          disabledBehavior="all"
          onAction={(key) => {
            const entry = entries.find(({ path }) => path === key)
            if (entry !== undefined) actions.onOpen(entry)
          }}
          renderEmptyState={() => empty}
          // The library lets no pointer through for 300 ms after a scroll, and the focus that a press gives a
          // row can be one: the release was lost, and nothing opened.
          className="focusable h-full overflow-y-auto rounded-xl [&>div]:pointer-events-auto!"
        >
          {({ id, entry }) => (
            <GridListItem
              id={id}
              textValue={nameOf(entry.path)}
              isDisabled={entry.kind === 'refused'}
              className="focusable h-full rounded-xl -outline-offset-2 data-[hovered]:bg-hover data-[pressed]:bg-hover"
            >
              <EntryRow entry={entry} isNarrow={isNarrow} {...actions} />
            </GridListItem>
          )}
        </GridList>
      </Virtualizer>
    </div>
  )
}

/** Who goes into a folder by keyboard goes on there; who comes out of it stands on it. */
function useArrival(list: { current: HTMLDivElement | null }, focused: string | null | undefined): void {
  useEffect(() => {
    if (focused === undefined) return
    let framesLeft = ARRIVAL_FRAMES
    const arrive = () => {
      const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-key]') ?? [])]
      const row = rows.find(({ dataset }) => dataset['key'] === focused) ?? rows[0]
      framesLeft -= 1
      // The list has no rows before it knows how high it is.
      if (row === undefined && framesLeft > 0) frame = requestAnimationFrame(arrive)
      else (row ?? list.current)?.focus()
    }
    let frame = requestAnimationFrame(arrive)
    return () => cancelAnimationFrame(frame)
    // Once, when it appears.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see the line above
  }, [])
}

/** Drawn by then, or empty. */
const ARRIVAL_FRAMES = 10
