/** Which devices are connected now. */
import { useStatus } from '@comice/client/react'
import { useMemo } from 'react'

/** In place of a key: this machine. */
export const HERE = 'here'

export function useConnected(): ReadonlySet<string> {
  const { value } = useStatus()
  return useMemo(() => new Set(value?.connections.map(({ device }) => device)), [value])
}
