/** Tells when a connection has begun to bring a lot. It costs a comparison for each packet, and nothing while none comes. */
import { BULK_BYTES, BULK_WINDOW_MS } from '../constants.ts'
import type { PeerConnection } from '../network/connection.ts'

/** Calls `onbulk` each time {@link BULK_BYTES} have arrived within {@link BULK_WINDOW_MS}. */
export function watchBulk({ stream }: PeerConnection, onbulk: (bytesPerS: number) => void): void {
  const raw = stream.rawStream as NodeJS.EventEmitter | null
  let bytes = 0
  let since = 0
  const ondata = (chunk: Uint8Array) => {
    if (bytes === 0) since = performance.now()
    bytes += chunk.byteLength
    if (bytes < BULK_BYTES) return
    const tookMs = performance.now() - since
    if (tookMs <= BULK_WINDOW_MS) onbulk((bytes * 1000) / Math.max(1, tookMs))
    bytes = 0
  }
  raw?.on('data', ondata)
}
