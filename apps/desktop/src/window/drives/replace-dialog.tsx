/** Asks before what is in a drive is written over. */
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { count } from '../format/text.ts'

interface ReplaceDialogProps {
  /** Names of what is there already. */
  readonly names: readonly string[]
  readonly onReplace: () => void
  readonly onClose: () => void
}

const SHOWN_NAMES = 5

export function ReplaceDialog({ names, onReplace, onClose }: ReplaceDialogProps) {
  return (
    <Sheet
      title={
        names.length === 1 ? 'Replace it?' : `Replace ${count(names.length, 'entry').replace(/ys$/, 'ies')}?`
      }
      onClose={onClose}
    >
      <div className="flex flex-col gap-4">
        <div>
          <p>There already:</p>
          <ul className="mt-1 list-inside list-disc text-sm">
            {names.slice(0, SHOWN_NAMES).map((name) => (
              <li key={name} className="wrap-anywhere">
                <bdi>{name}</bdi>
              </li>
            ))}
            {names.length > SHOWN_NAMES && <li>and {(names.length - SHOWN_NAMES).toLocaleString()} more</li>}
          </ul>
          <p className="mt-2 text-sm text-soft">
            Files of the same name are replaced, also in folders; all others stay. The history keeps what was
            there.
          </p>
        </div>
        <div className="flex justify-end gap-2">
          <Button autoFocus onPress={onClose}>
            Cancel
          </Button>
          <Button look="primary" onPress={onReplace}>
            Replace
          </Button>
        </div>
      </div>
    </Sheet>
  )
}
