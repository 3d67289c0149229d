/** What can be done in the folder that is shown. */
import { AddFiles } from '../uploads/add-files.tsx'
import type { PickedFile } from '../uploads/picked-files.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { CheckIcon, HistoryIcon, SortIcon } from '../ui/icons.tsx'
import { Menu } from '../ui/menu.tsx'
import type { BrowserDialog } from './drive-browser.tsx'
import type { Sorting, SortKey } from './sort-entries.ts'

interface ViewToolsProps {
  readonly sorting: Sorting
  readonly onSort: (sorting: Sorting) => void
  readonly onDialog: (dialog: BrowserDialog) => void
}

export function ViewTools({ sorting, onSort, onDialog }: ViewToolsProps) {
  return (
    <div className="flex">
      <IconButton label="History of the drive" onPress={() => onDialog({ kind: 'history', path: '' })}>
        <HistoryIcon />
      </IconButton>
      <Menu
        label="Sort"
        icon={<SortIcon />}
        choices={ORDERS.map((order) => choiceFor(order, sorting, onSort))}
      />
    </div>
  )
}

interface AddToolsProps {
  readonly onPick: (files: PickedFile[]) => void
  readonly onDialog: (dialog: BrowserDialog) => void
}

export function AddTools({ onPick, onDialog }: AddToolsProps) {
  return (
    <div className="order-last flex w-full gap-1 pb-1 wide:order-0 wide:w-auto wide:pb-0">
      <AddFiles onPick={onPick} />
      <Button onPress={() => onDialog({ kind: 'new-folder' })} className="flex-1 px-2 wide:px-4">
        New folder
      </Button>
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
