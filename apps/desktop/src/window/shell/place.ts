/** What the window shows: rooms, apps, drives or machines. */
import { useCallback, useState } from 'react'
import { lastPlace, type Place, rememberPlace } from '../session/session.ts'

export interface PlaceProps {
  /** Whether there is room for one pane only. */
  readonly isNarrow: boolean
  readonly onPlace: (place: Place) => void
}

export function usePlace(): [Place, (place: Place) => void] {
  const [place, setPlace] = useState<Place>(lastPlace)
  const go = useCallback((next: Place) => {
    rememberPlace(next)
    setPlace(next)
  }, [])
  return [place, go]
}
