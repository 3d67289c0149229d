/** What stands in the pane on the left while the window shows machines. */
import type { MachinesView } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { Button as AriaButton } from 'react-aria-components'
import { count, shortKey } from '../format/text.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { PlusIcon } from '../ui/icons.tsx'
import { MachineMark } from './machine-mark.tsx'
import { WhatMachinesAre } from './machines-welcome.tsx'
import { HERE } from './use-connected.ts'

interface MachinesPaneProps {
  /** Null until the node has sent them. */
  readonly machines: MachinesView | null
  readonly error: ComiceError | null
  readonly active: string | null
  readonly connected: ReadonlySet<string>
  /** Whether it is the only pane, so that it has to welcome too. */
  readonly isAlone: boolean
  readonly onOpen: (machine: string) => void
  readonly onAdd: () => void
}

export function MachinesPane({ machines, error, active, connected, ...props }: MachinesPaneProps) {
  const { isAlone, onOpen, onAdd } = props
  const sessions = machines?.sessions ?? []
  return (
    <>
      <div className="px-3 pb-2">
        <Button onPress={onAdd} className="w-full">
          <PlusIcon className="size-4.5" />
          Add a machine
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 py-1">
        {error !== null && <ErrorNote error={error} />}
        {machines !== null && (
          <ul className="flex flex-col gap-0.5">
            <Row
              {...{ id: HERE, name: 'This machine', markOf: machines.device, active, onOpen }}
              line={sessions.length === 0 ? 'nobody uses it now' : `${count(sessions.length, 'session')} now`}
              isBusy={sessions.length > 0}
            />
            {machines.peers.map(({ device, name }) => (
              <Row
                key={device}
                {...{ id: device, name, markOf: device, active, onOpen }}
                line={connected.has(device) ? 'connected' : shortKey(device)}
                isBusy={connected.has(device)}
              />
            ))}
          </ul>
        )}
        {machines?.peers.length === 0 && isAlone && (
          <div className="px-3 py-8">
            <WhatMachinesAre />
          </div>
        )}
      </div>
    </>
  )
}

interface RowProps {
  readonly id: string
  readonly name: string
  readonly markOf: string
  readonly line: string
  /** Whether something goes on there. */
  readonly isBusy: boolean
  readonly active: string | null
  readonly onOpen: (machine: string) => void
}

function Row({ id, name, markOf, line, isBusy, active, onOpen }: RowProps) {
  const isActive = id === active
  return (
    <li>
      <AriaButton
        onPress={() => onOpen(id)}
        {...(isActive ? { 'aria-current': 'page' } : {})}
        className={`focusable flex w-full items-center gap-3 rounded-xl px-2.5 py-2 text-left transition-colors ${isActive ? 'bg-tint text-tint-ink' : 'data-[hovered]:bg-hover'}`}
      >
        <MachineMark id={markOf} />
        <span className="min-w-0 flex-1">
          <bdi className="block truncate font-medium">{name}</bdi>
          <span className={`block truncate text-xs ${isActive ? 'text-tint-soft' : 'text-soft'}`}>
            {line}
          </span>
        </span>
        {isBusy && <span aria-hidden="true" className="size-2.5 shrink-0 rounded-full bg-accent" />}
      </AriaButton>
    </li>
  )
}
