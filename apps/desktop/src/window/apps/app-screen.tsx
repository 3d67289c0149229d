/** One app: run it, and everything that is kept and decided about it. */
import type { AppView } from '@comice/host'
import { useNode } from '@comice/client/react'
import { Button, IconButton } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { BackIcon, PlayIcon, StopIcon, TerminalIcon, WindowIcon } from '../ui/icons.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { AppAbout } from './app-about.tsx'
import { AppIcon } from './app-icon.tsx'
import { AppNotice } from './app-notice.tsx'
import { AppPermissions } from './app-permissions.tsx'
import { AppStorage } from './app-storage.tsx'
import { AppUpdates } from './app-updates.tsx'
import { appName } from './app-words.ts'

interface AppScreenProps {
  readonly app: AppView
  /** Whether it is just being started. */
  readonly isOpening: boolean
  /** Null where the list stands beside it. */
  readonly onBack: (() => void) | null
  readonly onRun: () => void
  readonly onRemoved: () => void
}

export function AppScreen({ app, isOpening, onBack, onRun, onRemoved }: AppScreenProps) {
  const name = appName(app)
  return (
    <main aria-label={name} className="min-h-0 min-w-0 flex-1 overflow-y-auto bg-paper">
      <div className="mx-auto flex max-w-2xl flex-col gap-4 px-4 pt-3 pb-8 wide:px-8 wide:pt-8">
        {onBack !== null && (
          <IconButton label="All apps" onPress={onBack} className="-ml-2 self-start">
            <BackIcon />
          </IconButton>
        )}
        <Head app={app} name={name} isOpening={isOpening} onRun={onRun} />
        <AppNotice app={app} />
        <AppUpdates app={app} />
        <AppPermissions app={app} />
        <AppStorage app={app} />
        <AppAbout app={app} onRemoved={onRemoved} />
      </div>
    </main>
  )
}

interface HeadProps {
  readonly app: AppView
  readonly name: string
  readonly isOpening: boolean
  readonly onRun: () => void
}

function Head({ app, name, isOpening, onRun }: HeadProps) {
  const { id, summary, current, channel, isRunning, alias } = app
  return (
    <header className="flex flex-col gap-4 pb-1">
      <div className="flex items-center gap-4">
        <AppIcon id={id} name={name} version={current.version} className="size-16 text-2xl wide:size-20" />
        <div className="min-w-0 flex-1">
          <h2 className="font-serif text-2xl wrap-anywhere">
            <bdi>{name}</bdi>
          </h2>
          <p className="text-sm text-soft wrap-anywhere">
            {alias !== '' && (
              <>
                <bdi>{app.name}</bdi> ·{' '}
              </>
            )}
            Version {current.version} · {channel}
            {isRunning && (
              <span className="ml-2 inline-flex items-center gap-1.5 text-ink">
                <span aria-hidden="true" className="size-2 rounded-full bg-accent" />
                Running
              </span>
            )}
          </p>
        </div>
      </div>
      {summary !== '' && <p className="text-soft wrap-anywhere">{summary}</p>}
      <Actions app={app} isOpening={isOpening} onRun={onRun} />
    </header>
  )
}

function Actions({ app, isOpening, onRun }: Omit<HeadProps, 'name'>) {
  const api = useNode()
  const { isRunning, runId, type } = app
  const stop = useSubmit(
    (id: string) => api.apps.stop.mutate({ id }),
    () => undefined,
  )
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        {/* A terminal app that runs has its terminal already. */}
        {(type === 'window' || !isRunning) && (
          <Button look="primary" onPress={onRun} isBusy={isOpening} className="min-w-28">
            <RunIcon type={type} isRunning={isRunning} />
            {isOpening ? 'Opening…' : RUN[type][isRunning ? 'again' : 'first']}
          </Button>
        )}
        {runId !== null && (
          <Button onPress={() => stop.run(runId)} isBusy={stop.isRunning}>
            <StopIcon className="size-4.5" />
            {stop.isRunning ? 'Stopping…' : 'Stop'}
          </Button>
        )}
      </div>
      {stop.error !== null && <ErrorNote error={stop.error} />}
    </div>
  )
}

const RUN = {
  window: { first: 'Run', again: 'Another window' },
  terminal: { first: 'Run in a terminal', again: 'Run in a terminal' },
} as const

function RunIcon({ type, isRunning }: Pick<AppView, 'type' | 'isRunning'>) {
  const Icon = type === 'terminal' ? TerminalIcon : isRunning ? WindowIcon : PlayIcon
  return <Icon className="size-4.5" />
}
