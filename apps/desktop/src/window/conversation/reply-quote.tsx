/** The beginning of what a message answers; leads there. */
import { useNode } from '@comice/client/react'
import { useEffect, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { QUOTE_CHARS } from '../constants.ts'
import { plainText } from '../markdown/parse-markdown.ts'
import { ReplyIcon } from '../ui/icons.tsx'
import { type Place, useOpenRoomContext } from './room-context.ts'
import type { Message } from './timeline.ts'

interface ReplyQuoteProps {
  readonly place: Place
  readonly mine: boolean
}

export function ReplyQuote({ place, mine }: ReplyQuoteProps) {
  const { jump } = useOpenRoomContext()
  const answered = useAnswered(place)
  return (
    <AriaButton
      onPress={() => jump(place)}
      className={`focusable flex max-w-full min-w-0 items-center gap-1.5 rounded-lg px-2 py-0.5 text-xs text-soft data-[hovered]:bg-hover data-[hovered]:text-ink max-wide:min-h-11 ${mine ? 'mr-1' : 'ml-1'}`}
    >
      <ReplyIcon className="size-3.5" />
      <span className="sr-only">In answer to </span>
      {answered === null ? (
        'an earlier message'
      ) : (
        <>
          <bdi className="max-w-1/2 shrink-0 truncate font-medium">
            {answered.mine ? 'You' : answered.name}
          </bdi>
          <bdi className="truncate">{quoteOf(answered)}</bdi>
        </>
      )}
    </AriaButton>
  )
}

/** One line of it, or why there is none. */
export function quoteOf({ text, files, deletedBy, unreadable }: Message): string {
  if (deletedBy !== null) return 'deleted'
  if (unreadable !== null) return 'cannot be read here'
  if (text === '') return files.map(({ name }) => name).join(', ')
  return plainText(text.slice(0, 4 * QUOTE_CHARS)).slice(0, QUOTE_CHARS)
}

/** Looked up at the node where it is not loaded. Null while it is not known. */
function useAnswered({ id, seq }: Place): Message | null {
  const api = useNode()
  const { id: room, find } = useOpenRoomContext()
  const [fetched, setFetched] = useState<Message | null>(null)
  const loaded = find(id)
  const isWanted = loaded === null
  useEffect(() => {
    if (!isWanted) return
    let isShown = true
    // It may have moved by a few places since it was answered.
    const wish = { room, before: seq + NEAR, limit: 2 * NEAR }
    void api.rooms.history.query(wish).then(
      ({ messages }) => isShown && setFetched(messages.find((one) => one.id === id) ?? null),
      // Nobody has it now: “an earlier message” says as much.
      () => undefined,
    )
    return () => {
      isShown = false
    }
  }, [api, id, isWanted, room, seq])
  return loaded ?? fetched
}

const NEAR = 8
