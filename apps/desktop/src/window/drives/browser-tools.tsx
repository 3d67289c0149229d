/** What can be done in the folder that is shown. */
import { AddFiles } from '../uploads/add-files.tsx'
import type { PickedFile } from '../uploads/picked-files.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { CheckIcon, HistoryIcon } from '../ui/icons.tsx'
import { Menu } from '../ui/menu.tsx'
import type { BrowserDialog } from './drive-browser.tsx'
import { useLookedDrive } from './drive-address.ts'
import type { Sorting, SortKey } from './sort-entries.ts'

interface BrowserToolsProps {
  readonly sorting: Sorting
  readonly onSort: (sorting: Sorting) => void
  readonly onPick: (files: PickedFile[]) => void
  readonly onDialog: (dialog: BrowserDialog) => void
}

export function BrowserTools({ sorting, onSort, onPick, onDialog }: BrowserToolsProps) {
  const { isOurs } = useLookedDrive()
  return (
    <div className="flex flex-wrap items-center gap-1">
      {isOurs && (
        <>
          <AddFiles onPick={onPick} />
          <Button onPress={() => onDialog({ kind: 'new-folder' })}>New folder</Button>
        </>
      )}
      <IconButton label="History of the drive" onPress={() => onDialog({ kind: 'history', path: '' })}>
        <HistoryIcon />
      </IconButton>
      <Menu label="Sort" choices={ORDERS.map((order) => choiceFor(order, sorting, onSort))} />
    </div>
  )
}

const ORDERS: readonly { readonly by: SortKey; readonly isDown: boolean; readonly text: string }[] = [
  { by: 'name', isDown: false, text: 'By name' },
  { by: 'time', isDown: true, text: 'Newest first' },
  { by: 'time', isDown: false, text: 'Oldest first' },
  { by: 'size', isDown: true, text: 'Largest first' },
]

function choiceFor(
  { by, isDown, text }: (typeof ORDERS)[number],
  sorting: Sorting,
  onSort: (sorting: Sorting) => void,
) {
  const isChosen = sorting.by === by && sorting.isDown === isDown
  return {
    id: text,
    text: isChosen ? `${text}, chosen` : text,
    onAction: () => onSort({ by, isDown }),
    label: (
      <>
        <CheckIcon className={`size-4.5 ${isChosen ? '' : 'invisible'}`} />
        {text}
      </>
    ),
  }
}
