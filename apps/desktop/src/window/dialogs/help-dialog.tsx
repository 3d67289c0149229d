/** What the keys do. */
import { Fragment } from 'react'
import { Sheet } from '../ui/sheet.tsx'

const isMac = navigator.platform.startsWith('Mac')

const SHORTCUTS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [[isMac ? '⌘' : 'Ctrl', 'K'], 'Go to a room by its name'],
  [[isMac ? '⌘' : 'Ctrl', 'Shift', 'F'], 'Search messages, or go to a day'],
  [['Alt', '1'], 'Rooms'],
  [['Alt', '2'], 'Apps'],
  [['Alt', '3'], 'Drives'],
  [['Alt', '4'], 'Machines'],
  [['Alt', '↑'], 'The room, app, drive or machine above'],
  [['Alt', '↓'], 'The room, app, drive or machine below'],
  [['Enter'], 'Send the message'],
  [['Shift', 'Enter'], 'Start a new line'],
  [['↑'], 'Change what you said last, in an empty field'],
  [['@'], 'Mention somebody'],
  [['Shift', 'Tab'], 'From the field to the newest message; ↑ and ↓ go on from there'],
  [['R'], 'Answer the message'],
  [['E'], 'Change the message, if it is yours'],
  [['F'], 'Forward the message to another room'],
  [['P'], 'Pin the message, or unpin it'],
  [['Del'], 'Delete the message'],
  [['Backspace'], 'Out of a folder of a drive'],
  [['F2'], 'Rename a file or folder of a drive'],
  [['Del'], 'Delete a file or folder of a drive'],
  [['Tab'], 'To the next button or field'],
  [['Esc'], 'Close what is open'],
  [['?'], 'This list'],
]

export function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Sheet title="Keyboard" onClose={onClose} isText>
      <dl className="flex flex-col">
        {SHORTCUTS.map(([keys, does]) => (
          <div
            key={does}
            className="flex items-center justify-between gap-4 border-t border-line py-2 first:border-0"
          >
            <dt className="text-sm">{does}</dt>
            <dd className="flex shrink-0 gap-1">
              {keys.map((key) => (
                <Fragment key={key}>
                  <kbd className="rounded-md border border-line bg-shelf px-2 py-0.5 font-sans text-xs">
                    {key}
                  </kbd>
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Sheet>
  )
}
