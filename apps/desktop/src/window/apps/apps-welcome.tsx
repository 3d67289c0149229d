/** What stands in the middle while no app is open: for a beginner, what an app is. */
import { Button } from '../ui/button.tsx'
import { PearMark, PlusIcon } from '../ui/icons.tsx'

interface AppsWelcomeProps {
  readonly hasApps: boolean
  readonly onInstall: () => void
}

export function AppsWelcome({ hasApps, onInstall }: AppsWelcomeProps) {
  return (
    <main aria-label="Apps" className="grid min-h-0 flex-1 place-items-center overflow-auto bg-paper p-6">
      <div className="max-w-md">
        {hasApps ? <ChooseOne /> : <WhatAppsAre />}
        <div className="mt-7 flex justify-center">
          <Button look="primary" onPress={onInstall}>
            <PlusIcon className="size-4.5" />
            Install an app
          </Button>
        </div>
      </div>
    </main>
  )
}

function ChooseOne() {
  return (
    <div className="text-center">
      <PearMark className="mx-auto size-20" />
      <h2 className="mt-6 font-serif text-2xl text-balance">Choose an app</h2>
      <p className="mt-3 text-balance text-soft">Pick one from the list, or install another by its link.</p>
    </div>
  )
}

export function WhatAppsAre() {
  return (
    <div className="text-center">
      <PearMark className="mx-auto size-20" />
      <h2 className="mt-6 font-serif text-2xl text-balance">Apps from person to person</h2>
      <p className="mt-3 text-balance text-soft">
        An app comes by its link, from whoever has it: no store in between. Before it runs you see who signed
        it and what it may do, and it is held to that.
      </p>
    </div>
  )
}
