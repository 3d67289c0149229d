/** Whether there is room for one pane only. */
import { useSyncExternalStore } from 'react'
import { WIDE_PX } from '../constants.ts'

const query = matchMedia(`(width < ${WIDE_PX}px)`)

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches)
}
