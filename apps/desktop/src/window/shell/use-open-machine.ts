/** Which machine is looked at. */
import { useMachines } from '@comice/client/react'
import type { MachinesView, PeerView } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useCallback, useMemo, useState } from 'react'
import { HERE } from '../machines/use-connected.ts'
import { lastMachine, rememberMachine } from '../session/session.ts'

export interface OpenMachine {
  /** Null until the node has sent them. */
  readonly machines: MachinesView | null
  readonly error: ComiceError | null
  /** As they stand in the list: this machine first. */
  readonly all: readonly { readonly id: string; readonly name: string }[] | null
  readonly shown: { readonly id: string; readonly name: string } | null
  /** Null: it is this machine, or none. */
  readonly peer: PeerView | null
  readonly isAdding: boolean
  readonly select: (machine: string | null) => void
  readonly add: (isAdding: boolean) => void
}

/** `isWanted`: whether the window shows machines. */
export function useOpenMachine(isWanted: boolean): OpenMachine {
  const { value: machines, error } = useMachines(isWanted)
  const [wanted, setWanted] = useState(lastMachine)
  const [isAdding, add] = useState(false)
  const select = useCallback((id: string | null) => {
    rememberMachine(id)
    setWanted(id)
  }, [])
  const all = useMemo(() => {
    if (machines === null) return null
    const named = machines.peers.map(({ device, name }) => ({ id: device, name }))
    return [{ id: HERE, name: 'This machine' }, ...named]
  }, [machines])
  return {
    ...{ machines, error, all, isAdding, select, add },
    shown: all?.find(({ id }) => id === wanted) ?? null,
    peer: machines?.peers.find(({ device }) => device === wanted) ?? null,
  }
}
