/** Two UDP ports in a row on loopback that nobody uses: what a local DHT takes. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { PORT_TRIES } from '../constants.ts'

/** The first of the two. Somebody may take them before the DHT does; the machine has 28,000 others. */
export async function freePorts(): Promise<number> {
  for (let tries = 1; ; tries++) {
    const first = await bind(0)
    try {
      const { port } = first.address()
      const second = await bind(port + 1)
      second.close()
      return port
    } catch (error) {
      if (tries === PORT_TRIES) throw error
    } finally {
      first.close()
    }
  }
}

async function bind(port: number): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind({ port, address: '127.0.0.1', exclusive: true })
  await once(socket, 'listening')
  return socket
}
