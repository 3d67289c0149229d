/** What stands in the pane on the left while the window shows apps. */
import type { AppView } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { PlusIcon } from '../ui/icons.tsx'
import { AppList } from './app-list.tsx'
import { WhatAppsAre } from './apps-welcome.tsx'

interface AppsPaneProps {
  /** Null until the node has sent them. */
  readonly apps: readonly AppView[] | null
  readonly error: ComiceError | null
  readonly active: string | null
  /** Whether it is the only pane, so that it has to welcome too. */
  readonly isAlone: boolean
  readonly onOpen: (app: string) => void
  readonly onInstall: () => void
}

export function AppsPane({ apps, error, active, isAlone, onOpen, onInstall }: AppsPaneProps) {
  return (
    <>
      <div className="px-3 pb-2">
        <Button onPress={onInstall} className="w-full">
          <PlusIcon className="size-4.5" />
          Install an app
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 py-1">
        {error !== null && <ErrorNote error={error} />}
        {apps?.length === 0 && !isAlone && <p className="px-3 py-4 text-sm text-soft">No apps yet.</p>}
        {apps?.length === 0 && isAlone && (
          <div className="px-3 py-8">
            <WhatAppsAre />
          </div>
        )}
        {apps !== null && <AppList apps={apps} active={active} onOpen={onOpen} />}
      </div>
    </>
  )
}
