/** Machines: the list, and the one that is looked at. */
import { AddMachineDialog } from '../machines/add-machine-dialog.tsx'
import { HereScreen, PeerScreen } from '../machines/machine-screen.tsx'
import { MachinesPane } from '../machines/machines-pane.tsx'
import { MachinesWelcome } from '../machines/machines-welcome.tsx'
import { HERE, useConnected } from '../machines/use-connected.ts'
import type { DialogName } from './dialog-name.ts'
import type { PlaceProps } from './place.ts'
import { Sidebar } from './sidebar.tsx'
import type { OpenMachine } from './use-open-machine.ts'

interface MachinesPlaceProps extends PlaceProps {
  readonly open: OpenMachine
  readonly onDialog: (name: DialogName) => void
}

export function MachinesPlace({ open, isNarrow, onPlace, onDialog }: MachinesPlaceProps) {
  const { machines, error, shown, isAdding, select, add } = open
  const connected = useConnected()
  return (
    <>
      {(!isNarrow || shown === null) && (
        <Sidebar place="machines" onPlace={onPlace} onDialog={onDialog}>
          <MachinesPane
            machines={machines}
            error={error}
            active={shown?.id ?? null}
            connected={connected}
            isAlone={isNarrow}
            onOpen={select}
            onAdd={() => add(true)}
          />
        </Sidebar>
      )}
      <Chosen open={open} isNarrow={isNarrow} connected={connected} />
      {!isNarrow && shown === null && machines !== null && (
        <MachinesWelcome onAdd={() => add(true)} onHere={() => select(HERE)} />
      )}
      {isAdding && <AddMachineDialog onClose={() => add(false)} onAdded={select} />}
    </>
  )
}

interface ChosenProps {
  readonly open: OpenMachine
  readonly isNarrow: boolean
  readonly connected: ReadonlySet<string>
}

function Chosen({ open: { machines, shown, peer, select }, isNarrow, connected }: ChosenProps) {
  if (machines === null || shown === null) return null
  const onBack = isNarrow ? () => select(null) : null
  if (peer === null) return <HereScreen machines={machines} onBack={onBack} />
  return (
    <PeerScreen
      key={peer.device}
      machines={machines}
      peer={peer}
      isConnected={connected.has(peer.device)}
      onBack={onBack}
      onRemoved={() => select(null)}
    />
  )
}
