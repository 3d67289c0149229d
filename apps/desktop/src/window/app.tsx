/** The window as a whole: connected, or refused for good. */
import { useEffect, useMemo } from 'react'
import { unsentTexts } from './conversation/outbox.ts'
import { WindowErrors } from './errors.ts'
import { useConnection } from './session/connection.ts'
import { RefusedScreen } from './session/refused-screen.tsx'
import { forgetSession } from './session/session.ts'
import { Shell } from './shell/shell.tsx'
import { UploadsProvider } from './uploads/uploads-provider.tsx'

export function App() {
  const isRefused = useConnection() === 'refused'
  useEffect(() => {
    if (isRefused) forgetSession()
  }, [isRefused])
  const unsent = useMemo(() => (isRefused ? unsentTexts() : []), [isRefused])
  return isRefused ? (
    <RefusedScreen error={WindowErrors.SESSION_ENDED({})} unsent={unsent} />
  ) : (
    <UploadsProvider>
      <Shell />
    </UploadsProvider>
  )
}
