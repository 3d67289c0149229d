/** The connection that becomes an app's descriptor 3: its broker is at the node's end. */
import { upgradeSocket } from '@comice/client/node'
import type { ApiAddress } from '@comice/host/launch'
import type { Socket } from 'node:net'
import { TerminalErrors } from '../errors.ts'

/** Asks the node for the broker of a run. Nothing of what the broker says is read here. @throws APP_NOT_SERVED */
export async function connectBroker(address: ApiAddress, ticket: string): Promise<Socket> {
  const headers = { 'X-Comice-Ticket': ticket }
  try {
    const socket = await upgradeSocket(address, { path: '/app', protocol: 'comice-app', headers })
    socket.removeAllListeners()
    return socket.pause()
  } catch (cause) {
    throw TerminalErrors.APP_NOT_SERVED({ reason: 'it did not take the connection' }, { cause })
  }
}
