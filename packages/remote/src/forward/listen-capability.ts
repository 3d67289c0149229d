/** An address of this machine whose connections go to somebody who is granted that: each as a stream back to them. */
import type { Duplex } from 'node:stream'
import type { Peer } from '@comice/core'
import { remoteListen } from '@comice/protocol'
import { RemoteErrors } from '../errors.ts'
import type { Capability, Ending, Seat, Started } from '../session/capability.ts'
import { encodeError } from '../session/error-bytes.ts'
import { encodeMessage } from '../session/messages.ts'
import { type Forwarder, startForwarder } from './forwarder.ts'
import { formatListenAddress, parseListenAddress } from './listen-address.ts'

/** Of streams to whoever has somebody listen; their data is the id of that session. */
export const BACK_PURPOSE = 'comice/remote/back/1'

export function createListenCapability(peer: Peer): Capability {
  return {
    name: 'listen',
    read(bytes) {
      const decoded = remoteListen.decode(bytes)
      const address = decoded.ok ? parseListenAddress(decoded.value.address) : null
      if (address === null) return null
      const what = formatListenAddress(address)
      const start = async ({ id, connection, ending }: Seat) => {
        const data = new TextEncoder().encode(id)
        const open = async () => {
          const opened = await peer.network.streams.open(connection, { purpose: BACK_PURPOSE, data })
          if (!opened.ok) throw RemoteErrors.REMOTE_CUT({ peer: 'the caller' })
          return opened.value.bytes
        }
        return new Listening(await startForwarder({ address, open, onchange: () => undefined }), ending)
      }
      return { scope: what, what, hasProcess: false, start }
    },
  }
}

class Listening implements Started {
  readonly #forwarder: Forwarder
  readonly #ending: AbortSignal

  constructor(forwarder: Forwarder, ending: AbortSignal) {
    this.#forwarder = forwarder
    this.#ending = ending
  }

  /** From the caller is what its target has answered. */
  get counts(): { readonly in: number; readonly out: number } {
    const { sent, received } = this.#forwarder.counts
    return { in: received, out: sent }
  }

  discard(): void {
    void this.#forwarder[Symbol.asyncDispose]()
  }

  async run(bytes: Duplex): Promise<Ending> {
    await using forwarder = this.#forwarder
    const ending = this.#ending
    // Nothing is sent by the caller; its end is read.
    const over = new Promise<void>((resolve) => bytes.once('end', resolve).once('close', resolve).resume())
    bytes.on('error', () => undefined)
    bytes.write(encodeMessage(new TextEncoder().encode(formatListenAddress(forwarder.address))))
    const aborted = new Promise<void>((resolve) => {
      ending.addEventListener('abort', () => resolve(), { once: true })
      if (ending.aborted) resolve()
    })
    await Promise.race([over, aborted])
    if (!ending.aborted) {
      bytes.end()
      return { how: 'closed' }
    }
    bytes.end(encodeMessage(encodeError(ending.reason)))
    return { how: (ending.reason as { code?: string }).code ?? 'INTERNAL' }
  }
}
