/**
 * Gives the memory of large frames back that a secret stream has made, when the kernel has their bytes. See piece-memory.ts of
 * `@comice/protocol`
 * for why. Nobody else looks at them by then: who wrote has given them up, and the stream makes one for each message.
 */
import type { Socket } from 'node:net'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { OWN_MESSAGE_BYTES } from '../constants.ts'

type Written = (error?: Error | null) => void

/** From now on, for all that the stream writes to its socket. */
export function giveSentBack({ rawStream: socket }: NoiseSecretStream<Socket>): void {
  if (socket === null) return
  const write = socket.write.bind(socket) as (frame: Uint8Array, written?: Written) => boolean
  const replaced = (frame: Uint8Array, written?: Written): boolean => {
    const isOwn = frame.byteLength >= OWN_MESSAGE_BYTES && frame.byteLength === frame.buffer.byteLength
    if (!isOwn) return write(frame, written)
    return write(frame, (error) => {
      ;(frame.buffer as ArrayBuffer).transfer(0)
      written?.(error)
    })
  }
  socket.write = replaced as Socket['write']
}
