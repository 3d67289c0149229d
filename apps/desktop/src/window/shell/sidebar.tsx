/** The pane on the left: rooms, apps, drives or machines, how to get more of them, and how this machine is connected. */
import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { NetworkIndicator } from '../network/network-indicator.tsx'
import { AskForNotices } from '../notices/ask-for-notices.tsx'
import { ThemeSwitch } from '../theme/theme-switch.tsx'
import { IconButton } from '../ui/button.tsx'
import {
  AppsIcon,
  DrivesIcon,
  HelpIcon,
  MachineIcon,
  PearMark,
  PersonIcon,
  RoomsIcon,
  SearchIcon,
} from '../ui/icons.tsx'
import type { DialogName } from './dialog-name.ts'
import { PLACES as ALL_PLACES, type Place } from '../session/session.ts'

interface SidebarProps {
  readonly place: Place
  readonly onPlace: (place: Place) => void
  readonly onDialog: (name: DialogName) => void
  readonly children: ReactNode
}

export function Sidebar({ place, onPlace, onDialog, children }: SidebarProps) {
  return (
    <nav
      aria-label={PLACES[place].label}
      className="flex min-h-0 w-full shrink-0 flex-col bg-shelf wide:w-72 wide:border-r wide:border-line"
    >
      <header className="flex items-center gap-2 px-4 pt-3 pb-2">
        <PearMark />
        <h1 className="flex-1 font-serif text-xl">Comice</h1>
        <IconButton label="Go to a room" onPress={() => onDialog('switch')}>
          <SearchIcon />
        </IconButton>
        <IconButton label="Keyboard help" onPress={() => onDialog('help')} className="-mr-1.5">
          <HelpIcon />
        </IconButton>
      </header>
      <div className="mx-3 mb-2 grid grid-cols-4 gap-0.5 rounded-xl bg-hover p-1">
        {ALL_PLACES.map((one) => (
          <PlaceButton key={one} place={one} isHere={one === place} onPress={() => onPlace(one)} />
        ))}
      </div>
      {children}
      <AskForNotices />
      <footer className="flex items-center gap-0.5 border-t border-line px-2 py-2 pb-[max(0.5rem,env(safe-area-inset-bottom))]">
        <div className="min-w-0 flex-1">
          <NetworkIndicator />
        </div>
        <IconButton label="You" onPress={() => onDialog('you')}>
          <PersonIcon className="size-4.5" />
        </IconButton>
        <ThemeSwitch />
      </footer>
    </nav>
  )
}

const PLACES = {
  rooms: { label: 'Rooms', Icon: RoomsIcon },
  apps: { label: 'Apps', Icon: AppsIcon },
  drives: { label: 'Drives', Icon: DrivesIcon },
  machines: { label: 'Machines', Icon: MachineIcon },
} as const

interface PlaceButtonProps {
  readonly place: Place
  readonly isHere: boolean
  readonly onPress: () => void
}

function PlaceButton({ place, isHere, onPress }: PlaceButtonProps) {
  const { label, Icon } = PLACES[place]
  return (
    <AriaButton
      onPress={onPress}
      {...(isHere ? { 'aria-current': 'page' } : {})}
      className={`focusable flex min-h-11 min-w-0 flex-col items-center justify-center rounded-lg py-1 text-xs leading-tight transition-colors ${isHere ? 'bg-tint font-medium text-tint-ink shadow-card' : 'text-soft data-[hovered]:text-ink'}`}
    >
      <Icon className="size-4.5" />
      {label}
    </AriaButton>
  )
}
