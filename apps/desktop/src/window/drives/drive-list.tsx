/** All drives of this profile. */
import type { DriveView } from '@comice/host'
import { Button as AriaButton } from 'react-aria-components'
import { hueOf } from '../format/text.ts'
import { DrivesIcon, LockIcon } from '../ui/icons.tsx'
import { stateLine } from './drive-words.ts'

interface DriveListProps {
  readonly drives: readonly DriveView[]
  readonly active: string | null
  readonly onOpen: (drive: string) => void
}

export function DriveList({ drives, active, onOpen }: DriveListProps) {
  return (
    <ul className="flex flex-col gap-0.5">
      {drives.map((drive) => (
        <li key={drive.id}>
          <DriveButton drive={drive} isActive={drive.id === active} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  )
}

interface DriveButtonProps {
  readonly drive: DriveView
  readonly isActive: boolean
  readonly onOpen: (drive: string) => void
}

function DriveButton({ drive, isActive, onOpen }: DriveButtonProps) {
  return (
    <AriaButton
      onPress={() => onOpen(drive.id)}
      {...(isActive ? { 'aria-current': 'page' } : {})}
      className={`focusable flex w-full items-center gap-3 rounded-xl px-2.5 py-2 text-left transition-colors ${isActive ? 'bg-tint text-tint-ink' : 'data-[hovered]:bg-hover'}`}
    >
      <DriveMark id={drive.id} />
      <span className="min-w-0 flex-1">
        <bdi className="block truncate font-medium">{drive.name}</bdi>
        <span className={`block truncate text-xs ${isActive ? 'text-tint-soft' : 'text-soft'}`}>
          {stateLine(drive)}
        </span>
      </span>
      {drive.isEncrypted && (
        <span className={isActive ? 'text-tint-soft' : 'text-soft'}>
          <LockIcon className="size-4" />
          <span className="sr-only">encrypted</span>
        </span>
      )}
    </AriaButton>
  )
}

const HUES = ['hue-0', 'hue-1', 'hue-2', 'hue-3', 'hue-4', 'hue-5', 'hue-6', 'hue-7'] as const

/** On a ground that its key chooses, as rooms and people have theirs. */
export function DriveMark({ id, className = 'size-10' }: { id: string; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={`grid shrink-0 place-items-center rounded-xl ${HUES[hueOf(id, HUES.length)]} ${className}`}
    >
      <DrivesIcon className="size-1/2" />
    </span>
  )
}
