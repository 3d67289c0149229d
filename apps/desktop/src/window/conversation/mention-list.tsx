/** People that a `@` may mean, above the field; the focus stays in it, the arrows choose. */
import { Avatar } from '../ui/avatar.tsx'
import { shortKey } from '../format/text.ts'
import type { Mentions } from './use-mentions.ts'

export const optionId = (list: string, index: number) => `${list}-${index}`

export function MentionList({ mentions }: { mentions: Mentions }) {
  const { listId, offered, active, choose } = mentions
  return (
    <ul
      id={listId}
      role="listbox"
      aria-label="People to mention"
      className="rise absolute bottom-full left-0 z-20 mb-2 w-72 max-w-full overflow-hidden rounded-xl border border-line bg-card p-1 shadow-sheet"
    >
      {offered.map((person, index) => (
        <li
          key={person.id}
          id={optionId(listId, index)}
          role="option"
          aria-selected={index === active}
          // The field keeps the focus: the caret has to stay where the name goes.
          onPointerDown={(event) => {
            event.preventDefault()
            choose(index)
          }}
          className={`touch flex items-center gap-2.5 rounded-lg px-2 ${index === active ? 'bg-tint text-tint-ink' : 'hover:bg-hover'}`}
        >
          <Avatar name={person.name} of={person.id} className="size-7 text-[0.65rem]" />
          <bdi className="min-w-0 flex-1 truncate text-left text-sm">{person.name}</bdi>
          <code className={`font-mono text-xs ${index === active ? 'text-tint-soft' : 'text-soft'}`}>
            {shortKey(person.id)}
          </code>
        </li>
      ))}
    </ul>
  )
}
