/** An address of this machine whose connections go to somebody who is granted that: each as a stream back to them. */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Peer } from '@comice/core'
import { remoteListen } from '@comice/protocol'
import { MAX_LISTEN_CONNECTIONS } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import type { Capability, Ending, Seat, Started } from '../session/capability.ts'
import { encodeError } from '../session/error-bytes.ts'
import { encodeMessage } from '../session/messages.ts'
import { type ForwardAddress, type Forwarder, startForwarder } from './forwarder.ts'
import { formatListenAddress, parseListenAddress } from './listen-address.ts'
import { ListenRoom } from './listen-room.ts'

/** Of streams to whoever has somebody listen; their data is the id of that session. */
export const BACK_PURPOSE = 'comice/remote/back/1'

export function createListenCapability(peer: Peer): Capability {
  const room = new ListenRoom()
  return {
    name: 'listen',
    read(bytes) {
      const decoded = remoteListen.decode(bytes)
      const address = decoded.ok ? parseListenAddress(decoded.value.address) : null
      if (address === null) return null
      const what = formatListenAddress(address)
      const start = (seat: Seat) => listen({ peer, room, address }, seat)
      return { scope: what, what, hasProcess: false, start }
    },
  }
}

interface ListenParts {
  readonly peer: Peer
  readonly room: ListenRoom
  readonly address: ForwardAddress
}

/** @throws REMOTE_BUSY, FORWARD_ADDRESS_TAKEN */
async function listen(
  { peer, room, address }: ListenParts,
  { id, connection, device, ending }: Seat,
): Promise<Started> {
  const data = new TextEncoder().encode(id)
  const refused = { connections: 0 }
  const open = async (socket: Socket) => {
    const entered = room.enter(device)
    if (entered === null) {
      // Who connected is reset at once; the audit log has how many there were.
      refused.connections++
      throw RemoteErrors.REMOTE_BUSY({ limit: MAX_LISTEN_CONNECTIONS })
    }
    socket.once('close', entered.left)
    if (socket.closed) entered.left()
    const opened = await peer.network.streams
      .open(connection, { purpose: BACK_PURPOSE, data })
      .finally(entered.asked)
    if (!opened.ok) throw RemoteErrors.REMOTE_CUT({ peer: 'the caller' })
    return opened.value.bytes
  }
  const leave = room.listen(device)
  try {
    const forwarder = await startForwarder({ address, open, onchange: () => undefined })
    return new Listening({ forwarder, ending, refused, leave })
  } catch (error) {
    leave()
    throw error
  }
}

interface ListeningParts {
  readonly forwarder: Forwarder
  readonly ending: AbortSignal
  readonly refused: { readonly connections: number }
  /** It listens no more. */
  readonly leave: () => void
}

class Listening implements Started {
  readonly #parts: ListeningParts

  constructor(parts: ListeningParts) {
    this.#parts = parts
  }

  /** From the caller is what its target has answered. */
  get counts(): { readonly in: number; readonly out: number } {
    const { sent, received } = this.#parts.forwarder.counts
    return { in: received, out: sent }
  }

  discard(): void {
    void this.#close()
  }

  async run(bytes: Duplex): Promise<Ending> {
    const { forwarder, ending, refused } = this.#parts
    // Nothing is sent by the caller; its end is read.
    const over = new Promise<void>((resolve) => bytes.once('end', resolve).once('close', resolve).resume())
    bytes.on('error', () => undefined)
    bytes.write(encodeMessage(new TextEncoder().encode(formatListenAddress(forwarder.address))))
    const aborted = new Promise<void>((resolve) => {
      ending.addEventListener('abort', () => resolve(), { once: true })
      if (ending.aborted) resolve()
    })
    await Promise.race([over, aborted])
    bytes.end(ending.aborted ? encodeMessage(encodeError(ending.reason)) : undefined)
    await this.#close()
    const how = ending.aborted ? ((ending.reason as { code?: string }).code ?? 'INTERNAL') : 'closed'
    return { how: refused.connections === 0 ? how : `${how}, ${refused.connections} not taken` }
  }

  async #close(): Promise<void> {
    const { forwarder, leave } = this.#parts
    await forwarder[Symbol.asyncDispose]()
    leave()
  }
}
