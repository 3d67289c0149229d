/**
 * Where whoever starts an app connects what becomes the app's descriptor 3: `GET /app` with `Upgrade: comice-app` and
 * the run's ticket. After the answer the connection is the broker's; the node waits for the app's first bytes.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from '@comice/core'
import type { Apps } from '../services/apps.ts'

export const BROKER_PATH = '/app'

const ANSWER = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: comice-app\r\n\r\n'

/** Takes an upgrade whose caller has been checked. */
export function serveBroker(apps: Apps, logger: Logger): (request: IncomingMessage, socket: Duplex) => void {
  return ({ headers }, socket) => {
    const ticket = headers['x-comice-ticket']
    socket.write(ANSWER)
    apps.attach(typeof ticket === 'string' ? ticket : '', socket).catch((error: unknown) => {
      logger.warn({ error: String(error) }, 'an app was not served')
      socket.destroy()
    })
  }
}
