/** A drive as it is now, for as long as it is looked at. */
import { useNode, useSubscription } from '@comice/client/react'
import type { DriveLookView, DriveView } from '@comice/host'
import type { ComiceError } from '@comice/protocol'
import { useMemo } from 'react'
import { useSession } from '../session/session-context.ts'
import type { LookedDrive } from './drive-address.ts'

export interface Look {
  /** Null until the node has found it. */
  readonly drive: LookedDrive | null
  readonly error: ComiceError | null
}

export function useLook({ id, name, isOurs }: DriveView): Look {
  const { api } = useSession()
  const { value, error } = useSubscription<{ drive: string }, DriveLookView>(useNode().drives.look, {
    drive: id,
  })
  const drive = useMemo(
    () => (value === null ? null : { id, name, isOurs, version: value.version, base: api + value.base }),
    [id, name, isOurs, value, api],
  )
  return { drive, error }
}
