/** A button with a list of things to do. */
import type { ReactNode } from 'react'
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { IconButton } from './button.tsx'
import { MoreIcon } from './icons.tsx'

export interface MenuChoice {
  readonly id: string
  readonly label: ReactNode
  /** Spoken, and found by typing. */
  readonly text: string
  readonly onAction: () => void
  readonly isDangerous?: boolean
  /** Where it leads, for what the browser does itself. */
  readonly href?: string
}

interface MenuProps {
  /** What the things are done to: “More for pears.txt”. */
  readonly label: string
  readonly choices: readonly MenuChoice[]
  readonly className?: string
  /** Default: three dots. */
  readonly icon?: ReactNode
  readonly placement?: 'bottom end' | 'bottom start'
  readonly onOpenChange?: (isOpen: boolean) => void
}

export function Menu({ label, choices, className = '', icon = <MoreIcon />, ...more }: MenuProps) {
  const { placement = 'bottom end', ...props } = more
  return (
    <MenuTrigger {...props}>
      <IconButton label={label} className={className}>
        {icon}
      </IconButton>
      <Popover
        placement={placement}
        className="veil z-50 min-w-48 rounded-xl border border-line bg-card p-1 shadow-sheet"
      >
        <AriaMenu aria-label={label} className="outline-none">
          {choices.map(({ id, label: shown, text, onAction, isDangerous = false, href }) => (
            <MenuItem
              key={id}
              id={id}
              textValue={text}
              onAction={onAction}
              {...(href === undefined ? {} : { href, download: '' })}
              className={`touch flex cursor-pointer items-center gap-2.5 rounded-lg px-3 text-sm outline-none ${isDangerous ? 'text-russet data-[focused]:bg-russet-tint' : 'data-[focused]:bg-tint data-[focused]:text-tint-ink'}`}
            >
              {shown}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
