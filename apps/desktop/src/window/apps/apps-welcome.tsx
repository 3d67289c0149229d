/** What stands in the middle while no app is open: for a beginner, what an app is. */
import { Button } from '../ui/button.tsx'
import { PlusIcon } from '../ui/icons.tsx'
import { Welcome, WelcomeText } from '../ui/welcome.tsx'

interface AppsWelcomeProps {
  readonly hasApps: boolean
  readonly onInstall: () => void
}

const CHOOSE_ONE = {
  title: 'Choose an app',
  text: 'Pick one from the list, or install another by its link.',
}

const WHAT_APPS_ARE = {
  title: 'Apps from person to person',
  text: 'An app comes by its link, from whoever has it: no store in between. Before it runs you see who signed it and what it may do, and it is held to that.',
}

export function AppsWelcome({ hasApps, onInstall }: AppsWelcomeProps) {
  return (
    <Welcome label="Apps" {...(hasApps ? CHOOSE_ONE : WHAT_APPS_ARE)}>
      <Button look="primary" onPress={onInstall}>
        <PlusIcon className="size-4.5" />
        Install an app
      </Button>
    </Welcome>
  )
}

export function WhatAppsAre() {
  return <WelcomeText {...WHAT_APPS_ARE} />
}
