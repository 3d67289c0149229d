/** All apps of this profile. */
import type { AppView } from '@comice/host'
import { Button as AriaButton } from 'react-aria-components'
import { AppIcon } from './app-icon.tsx'
import { appName, stateLine } from './app-words.ts'

interface AppListProps {
  readonly apps: readonly AppView[]
  readonly active: string | null
  readonly onOpen: (app: string) => void
}

export function AppList({ apps, active, onOpen }: AppListProps) {
  return (
    <ul className="flex flex-col gap-0.5">
      {apps.map((app) => (
        <li key={app.id}>
          <AppButton app={app} isActive={app.id === active} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  )
}

interface AppButtonProps {
  readonly app: AppView
  readonly isActive: boolean
  readonly onOpen: (app: string) => void
}

function AppButton({ app, isActive, onOpen }: AppButtonProps) {
  const name = appName(app)
  return (
    <AriaButton
      onPress={() => onOpen(app.id)}
      {...(isActive ? { 'aria-current': 'page' } : {})}
      className={`focusable flex w-full items-center gap-3 rounded-xl px-2.5 py-2 text-left transition-colors ${isActive ? 'bg-tint text-tint-ink' : 'data-[hovered]:bg-hover'}`}
    >
      <AppIcon id={app.id} name={name} version={app.current.version} />
      <span className="min-w-0 flex-1">
        <bdi className="block truncate font-medium">{name}</bdi>
        <span className={`block truncate text-xs ${isActive ? 'text-tint-soft' : 'text-soft'}`}>
          {stateLine(app)}
        </span>
      </span>
      <Mark app={app} />
    </AriaButton>
  )
}

/** A dot for what the line below the name says, for whoever looks over a long list. */
function Mark({ app: { isRunning, update } }: { app: AppView }) {
  const look = isRunning
    ? 'bg-accent'
    : update.kind === 'stopped' || update.kind === 'bad'
      ? 'border-2 border-russet'
      : update.kind === 'ready'
        ? 'border-2 border-accent'
        : null
  return look === null ? null : (
    <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-full ${look}`} />
  )
}
