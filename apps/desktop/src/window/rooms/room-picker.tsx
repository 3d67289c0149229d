/** One of the rooms, by typing a part of its name. */
import type { RoomView } from '@comice/host'
import { Autocomplete, Input, ListBox, ListBoxItem, SearchField, useFilter } from 'react-aria-components'
import { count } from '../format/text.ts'
import { Avatar } from '../ui/avatar.tsx'
import { SearchIcon } from '../ui/icons.tsx'

interface RoomPickerProps {
  readonly rooms: readonly RoomView[]
  /** Said where there are none at all. */
  readonly none: string
  readonly onChoose: (room: string) => void
}

export function RoomPicker({ rooms, none, onChoose }: RoomPickerProps) {
  const { contains } = useFilter({ sensitivity: 'base' })
  return (
    <Autocomplete filter={contains}>
      <SearchField aria-label="Name of the room" autoFocus className="relative">
        <SearchIcon className="absolute top-1/2 left-3 size-4.5 -translate-y-1/2 text-soft" />
        <Input
          placeholder="Part of its name"
          className="touch w-full rounded-xl border border-edge bg-paper py-2 pr-3 pl-10 outline-none placeholder:text-soft data-[focused]:border-accent data-[focused]:ring-2 data-[focused]:ring-accent/40 [&::-webkit-search-cancel-button]:hidden"
        />
      </SearchField>
      <ListBox
        aria-label="Rooms"
        items={rooms}
        selectionMode="none"
        onAction={(key) => onChoose(String(key))}
        renderEmptyState={() => (
          <p className="p-3 text-sm text-soft">
            {rooms.length === 0 ? none : 'No room has that in its name.'}
          </p>
        )}
        className="mt-3 outline-none"
      >
        {(room) => (
          <ListBoxItem
            id={room.id}
            textValue={room.name}
            className="touch flex cursor-pointer items-center gap-3 rounded-xl px-2 py-1.5 outline-none data-[focused]:bg-tint data-[focused]:text-tint-ink"
          >
            <Avatar name={room.name} of={room.id} isRoom className="size-8 text-xs" />
            <bdi className="min-w-0 flex-1 truncate text-left">{room.name}</bdi>
            <span className="text-xs text-soft in-data-[focused]:text-tint-soft">
              {count(room.members, 'member')}
            </span>
          </ListBoxItem>
        )}
      </ListBox>
    </Autocomplete>
  )
}
