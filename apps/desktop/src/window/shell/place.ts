/** What the window shows: rooms or apps. */
import { useCallback, useState } from 'react'
import { lastPlace, rememberPlace } from '../session/session.ts'

export type Place = 'rooms' | 'apps'

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
