/** Apps: the list, and the one that is looked at. */
import { AppScreen } from '../apps/app-screen.tsx'
import { AppsPane } from '../apps/apps-pane.tsx'
import { AppsWelcome } from '../apps/apps-welcome.tsx'
import type { DialogName } from './dialog-name.ts'
import type { PlaceProps } from './place.ts'
import { Sidebar } from './sidebar.tsx'
import type { OpenApp } from './use-open-app.ts'

interface AppsPlaceProps extends PlaceProps {
  readonly open: OpenApp
  readonly onDialog: (name: DialogName) => void
}

export function AppsPlace({ open, isNarrow, onPlace, onDialog }: AppsPlaceProps) {
  const { apps, error, app, select, ask } = open
  return (
    <>
      {(!isNarrow || app === null) && (
        <Sidebar place="apps" onPlace={onPlace} onDialog={onDialog}>
          <AppsPane
            apps={apps}
            error={error}
            active={app?.id ?? null}
            isAlone={isNarrow}
            onOpen={select}
            onInstall={() => ask(true)}
          />
        </Sidebar>
      )}
      {app !== null && <Chosen key={app.id} open={open} app={app} isNarrow={isNarrow} />}
      {!isNarrow && app === null && apps !== null && (
        <AppsWelcome hasApps={apps.length > 0} onInstall={() => ask(true)} />
      )}
    </>
  )
}

interface ChosenProps {
  readonly open: OpenApp
  readonly app: NonNullable<OpenApp['app']>
  readonly isNarrow: boolean
}

function Chosen({ open: { stage, select, run }, app, isNarrow }: ChosenProps) {
  const isBusy = stage.kind === 'fetching' || stage.kind === 'starting'
  return (
    <AppScreen
      app={app}
      isOpening={isBusy && stage.wish.target === app.id}
      onBack={isNarrow ? () => select(null) : null}
      onRun={() => run(app)}
      onRemoved={() => select(null)}
    />
  )
}
