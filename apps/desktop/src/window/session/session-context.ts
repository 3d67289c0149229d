/** The tab's session, for what goes to the node by other ways than its client. */
import { createContext, useContext } from 'react'
import type { Session } from './session.ts'

export const SessionContext = createContext<Session | null>(null)

/** Throws a TypeError outside of a connected window. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new TypeError('useSession is used in a window that is not connected')
  return session
}
