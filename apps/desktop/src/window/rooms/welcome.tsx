/** What stands in the middle while no room is open: for a beginner, what a room is. */
import type { DialogName } from '../shell/dialog-name.ts'
import { Button } from '../ui/button.tsx'
import { JoinIcon, PearMark, PlusIcon } from '../ui/icons.tsx'

interface WelcomeProps {
  readonly hasRooms: boolean
  readonly onDialog: (name: DialogName) => void
}

export function Welcome({ hasRooms, onDialog }: WelcomeProps) {
  return (
    <main className="grid min-h-0 flex-1 place-items-center overflow-auto bg-paper p-6">
      <div className="max-w-md">
        {hasRooms ? <ChooseOne /> : <WhatRoomsAre />}
        <div className="mt-7 flex flex-wrap justify-center gap-3">
          <Button look="primary" onPress={() => onDialog('create')}>
            <PlusIcon className="size-4.5" />
            Create a room
          </Button>
          <Button onPress={() => onDialog('join')}>
            <JoinIcon className="size-4.5" />
            Join with an invite
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
      <h2 className="mt-6 font-serif text-2xl text-balance">Choose a room</h2>
      <p className="mt-3 text-balance text-soft">
        Pick one from the list, make another, or join one with an invite.
      </p>
    </div>
  )
}

export function WhatRoomsAre() {
  return (
    <div className="text-center">
      <PearMark className="mx-auto size-20" />
      <h2 className="mt-6 font-serif text-2xl text-balance">A room of your own</h2>
      <p className="mt-3 text-balance text-soft">
        A room is a conversation kept on its members’ own machines: no server, no account. Create one and
        invite somebody, or join one with an invite you were given.
      </p>
    </div>
  )
}
