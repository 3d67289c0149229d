/** What stands in the middle while no machine is chosen: for a beginner, what they are for. */
import { Button } from '../ui/button.tsx'
import { MachineIcon, PlusIcon } from '../ui/icons.tsx'
import { Welcome, WelcomeText } from '../ui/welcome.tsx'

const WHAT_MACHINES_ARE = {
  title: 'Your machines, by a name',
  text: 'Give another computer a name by its key, and say what it may do here: a shell, single commands, one service. Nothing is allowed until you say so, and what you take back ends at once.',
}

interface MachinesWelcomeProps {
  readonly onAdd: () => void
  readonly onHere: () => void
}

export function MachinesWelcome({ onAdd, onHere }: MachinesWelcomeProps) {
  return (
    <Welcome label="Machines" {...WHAT_MACHINES_ARE}>
      <Button look="primary" onPress={onAdd}>
        <PlusIcon className="size-4.5" />
        Add a machine
      </Button>
      <Button onPress={onHere}>
        <MachineIcon className="size-4.5" />
        This machine
      </Button>
    </Welcome>
  )
}

export function WhatMachinesAre() {
  return <WelcomeText {...WHAT_MACHINES_ARE} />
}
