/** What stands in the middle while no room is open: for a beginner, what a room is. */
import type { DialogName } from '../shell/dialog-name.ts'
import { Button } from '../ui/button.tsx'
import { JoinIcon, PlusIcon } from '../ui/icons.tsx'
import { Welcome, WelcomeText } from '../ui/welcome.tsx'

interface RoomsWelcomeProps {
  readonly hasRooms: boolean
  readonly onDialog: (name: DialogName) => void
}

const CHOOSE_ONE = {
  title: 'Choose a room',
  text: 'Pick one from the list, make another, or join one with an invite.',
}

const WHAT_ROOMS_ARE = {
  title: 'A room of your own',
  text: 'A room is a conversation kept on its members’ own machines: no server, no account. Create one and invite somebody, or join one with an invite you were given.',
}

export function RoomsWelcome({ hasRooms, onDialog }: RoomsWelcomeProps) {
  return (
    <Welcome {...(hasRooms ? CHOOSE_ONE : WHAT_ROOMS_ARE)}>
      <Button look="primary" onPress={() => onDialog('create')}>
        <PlusIcon className="size-4.5" />
        Create a room
      </Button>
      <Button onPress={() => onDialog('join')}>
        <JoinIcon className="size-4.5" />
        Join with an invite
      </Button>
    </Welcome>
  )
}

export function WhatRoomsAre() {
  return <WelcomeText {...WHAT_ROOMS_ARE} />
}
