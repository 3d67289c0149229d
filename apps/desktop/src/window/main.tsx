import { createWindowClient } from '@comice/client'
import { NodeProvider } from '@comice/client/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { openSession, type Session } from './session/session.ts'
import { SessionContext } from './session/session-context.ts'
import { Connection, ConnectionContext } from './session/connection.ts'
import { RefusedScreen } from './session/refused-screen.tsx'
import { App } from './app.tsx'
import { applyTheme, readTheme } from './theme/theme.ts'
import './window.css'

applyTheme(readTheme(document.cookie))

const container = document.getElementById('root')
if (container === null) throw new TypeError('index.html has no #root')
const root = createRoot(container)
const outcome = await openSession()

root.render(
  <StrictMode>
    {outcome.kind === 'open' ? connected(outcome.session) : <RefusedScreen error={outcome.error} />}
  </StrictMode>,
)

function connected(session: Session) {
  const connection = new Connection()
  const { api } = createWindowClient({ ...session, onState: connection.set })
  return (
    <ConnectionContext value={connection}>
      <SessionContext value={session}>
        <NodeProvider api={api}>
          <App />
        </NodeProvider>
      </SessionContext>
    </ConnectionContext>
  )
}
