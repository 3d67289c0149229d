/** Who is not in any more, and what they wrote after that: counted, and never silently gone. */
import { useNode } from '@comice/client/react'
import type { FormerMember, RoomSnapshot } from '@comice/host'
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { MessageText } from '../conversation/message-text.tsx'
import { count, shortKey } from '../format/text.ts'
import { clockTime, dayLabel } from '../format/time.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { NextIcon } from '../ui/icons.tsx'
import { useSubmit } from '../ui/use-submit.ts'

interface FormerListProps {
  readonly room: string
  readonly former: readonly FormerMember[]
  readonly may: RoomSnapshot['may']
  readonly onDone: () => void
}

export function FormerList({ room, former, may, onDone }: FormerListProps) {
  if (former.length === 0) return null
  return (
    <Disclosure className="group mt-6 border-t border-line pt-2">
      <Heading level={3}>
        <AriaButton
          slot="trigger"
          className="touch focusable flex w-full items-center gap-1.5 rounded-xl text-sm font-medium"
        >
          <NextIcon className="size-4 transition-transform group-data-[expanded]:rotate-90" />
          {count(former.length, 'person').replace('persons', 'people')} who went
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <ul className="flex flex-col">
          {former.map((person) => (
            <FormerRow
              key={person.id}
              room={room}
              person={person}
              canUnban={may.includes('take back a ban')}
              onDone={onDone}
            />
          ))}
        </ul>
      </DisclosurePanel>
    </Disclosure>
  )
}

const HOW: Readonly<Record<FormerMember['departure'], string>> = {
  left: 'left',
  removed: 'was removed',
  banned: 'is banned',
  unknown: 'is not in it any more',
}

interface FormerRowProps {
  readonly room: string
  readonly person: FormerMember
  readonly canUnban: boolean
  readonly onDone: () => void
}

function FormerRow({ room, person, canUnban, onDone }: FormerRowProps) {
  const api = useNode()
  const { id, departure, heldBack, messages } = person
  const name = person.name === '' ? shortKey(id) : person.name
  const unban = useSubmit(() => api.rooms.people.unban.mutate({ room, member: id }), onDone)
  return (
    <li className="border-t border-line py-2.5 first:border-0">
      <div className="flex items-center gap-3">
        <Avatar name={name} of={id} className="size-9 text-xs opacity-60" />
        <p className="min-w-0 flex-1 text-sm">
          <bdi className="font-medium">{name}</bdi> {HOW[departure]}{' '}
          <code className="font-mono text-xs text-soft">{shortKey(id)}</code>
        </p>
        {departure === 'banned' && canUnban && (
          <Button aria-label={`Unban ${name}`} onPress={() => unban.run(undefined)}>
            Unban
          </Button>
        )}
      </div>
      {heldBack > 0 && (
        <div className="mt-2 rounded-xl bg-shelf px-3 py-2 text-sm">
          <p className="text-soft">
            Wrote {count(heldBack, 'thing')} after that, which the room did not take.
          </p>
          {messages.map((message) => (
            <blockquote key={message.id} className="mt-1.5 border-l-2 border-edge pl-3">
              <MessageText text={message.text} />
              <p className="text-xs text-soft">
                {dayLabel(message.claimedAt, Date.now())}, {clockTime(message.claimedAt)}
              </p>
            </blockquote>
          ))}
        </div>
      )}
      {unban.error !== null && <ErrorNote error={unban.error} />}
    </li>
  )
}
