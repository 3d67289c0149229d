/** The window as a whole: connected, or refused for good. */
import { useEffect } from 'react'
import { WindowErrors } from './errors.ts'
import { useConnection } from './session/connection.ts'
import { RefusedScreen } from './session/refused-screen.tsx'
import { forgetSession } from './session/session.ts'
import { Shell } from './shell/shell.tsx'

export function App() {
  const isRefused = useConnection() === 'refused'
  useEffect(() => {
    if (isRefused) forgetSession()
  }, [isRefused])
  return isRefused ? <RefusedScreen error={WindowErrors.SESSION_ENDED({})} /> : <Shell />
}
