/** Finds what was said, in this room or in all. */
import { useNode } from '@comice/client/react'
import type { RoomView } from '@comice/host'
import { useDeferredValue, useEffect, useState } from 'react'
import { Input, SearchField } from 'react-aria-components'
import { SEARCH_AGAIN_MS } from '../constants.ts'
import { MessageCard } from '../conversation/message-card.tsx'
import type { Place } from '../conversation/room-context.ts'
import { count } from '../format/text.ts'
import { plainText } from '../markdown/parse-markdown.ts'
import { Choice } from '../ui/choice.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { SearchIcon } from '../ui/icons.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useAnswer } from '../ui/use-answer.ts'
import { DayForm } from './day-form.tsx'

type Scope = 'here' | 'all'

interface SearchSheetProps {
  /** The room that is open. */
  readonly room: RoomView | null
  readonly onClose: () => void
  readonly onGo: (room: string, place: Place) => void
}

export function SearchSheet({ room, onClose, onGo }: SearchSheetProps) {
  const [text, setText] = useState('')
  const [scope, setScope] = useState<Scope>(room === null ? 'all' : 'here')
  const words = useDeferredValue(text.trim())
  return (
    <Sheet title="Search" placement="side" onClose={onClose}>
      <div className="flex flex-col gap-3">
        <SearchField aria-label="Words" value={text} onChange={setText} autoFocus className="relative">
          <SearchIcon className="absolute top-1/2 left-3 size-4.5 -translate-y-1/2 text-soft" />
          <Input
            placeholder="Words that were said"
            className="touch w-full rounded-xl border border-edge bg-paper py-2 pr-3 pl-10 outline-none placeholder:text-soft data-[focused]:border-accent data-[focused]:ring-2 data-[focused]:ring-accent/40 [&::-webkit-search-cancel-button]:hidden"
          />
        </SearchField>
        {room !== null && (
          <Choice
            label="Where"
            value={scope}
            onChange={setScope}
            options={[
              { value: 'here', label: 'This room' },
              { value: 'all', label: 'All rooms' },
            ]}
          />
        )}
        {words === '' && room !== null && scope === 'here' && (
          <section aria-label="Go to a day" className="mt-2 border-t border-line pt-4">
            <DayForm room={room.id} onGo={(place) => onGo(room.id, place)} />
          </section>
        )}
        {words !== '' && (
          <Results words={words} room={scope === 'here' ? (room?.id ?? null) : null} onGo={onGo} />
        )}
      </div>
    </Sheet>
  )
}

interface ResultsProps {
  readonly words: string
  /** Null: all rooms. */
  readonly room: string | null
  readonly onGo: (room: string, place: Place) => void
}

function Results({ words, room, onGo }: ResultsProps) {
  const api = useNode()
  const { value, error, askAgain } = useAnswer(
    () => api.rooms.past.search.query({ words, ...(room === null ? {} : { room }) }),
    `${room ?? ''}/${words}`,
  )
  const hits = value?.hits ?? []
  const rest = value === null ? 0 : Math.max(0, value.total - value.searched)
  useWhileGrowing(rest, askAgain)
  if (error !== null) return <ErrorNote error={error} />
  return (
    <>
      <p role="status" className="text-sm text-soft">
        {value === null
          ? 'Searching…'
          : hits.length === 0
            ? 'Nobody said that.'
            : `${count(hits.length, 'message')}${hits.length > 1 ? ', the newest first' : ''}`}
        {rest > 0 && `; ${count(rest, 'message')} could not be searched yet`}
      </p>
      <ul aria-label="Found" className="flex flex-col gap-1.5">
        {hits.map((hit) => (
          <MessageCard
            key={`${hit.room}/${hit.id}`}
            name={hit.mine ? 'You' : hit.name}
            claimedAt={hit.claimedAt}
            text={[plainText(hit.text), ...hit.files].filter((part) => part !== '').join(' · ')}
            {...(room === null ? { place: hit.roomName } : {})}
            onPress={() => onGo(hit.room, hit)}
          />
        ))}
      </ul>
    </>
  )
}

/** Asks again while the index takes in more: until nothing is left, or no more comes. */
function useWhileGrowing(rest: number, askAgain: () => void): void {
  useEffect(() => {
    if (rest === 0) return
    const timer = setTimeout(askAgain, SEARCH_AGAIN_MS)
    return () => clearTimeout(timer)
  }, [rest, askAgain])
}
