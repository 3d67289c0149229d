/**
 * Watches whether a path keeps what its probe has promised. TCP on a path that loses packets crawls, and Node does not
 * tell what the kernel knows of it; but it shows: bytes wait to be sent, and few of them go.
 */
import type { Socket } from 'node:net'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { PATH_SAMPLE_MS, SLOW_PATH_SAMPLES } from '../constants.ts'

interface WatchOptions {
  bytesPerS: number
  onslow: () => void
  /** Default {@link PATH_SAMPLE_MS}. */
  sampleMs?: number
}

/**
 * Calls `onslow` once when bytes waited through {@link SLOW_PATH_SAMPLES} samples in a row and fewer than `bytesPerS`
 * went. It samples only while the stream is open.
 */
export function watchPath(
  stream: NoiseSecretStream,
  { bytesPerS, onslow, sampleMs = PATH_SAMPLE_MS }: WatchOptions,
): void {
  const socket = stream.rawStream as Socket
  let sent = socket.bytesWritten - socket.writableLength
  let slow = 0
  const timer = setInterval(() => {
    const waiting = socket.writableLength
    const now = socket.bytesWritten - waiting
    const isSlow = waiting > 0 && now - sent < (bytesPerS * sampleMs) / 1000
    sent = now
    slow = isSlow ? slow + 1 : 0
    if (slow < SLOW_PATH_SAMPLES) return
    clearInterval(timer)
    onslow()
  }, sampleMs)
  timer.unref()
  stream.once('close', () => clearInterval(timer))
}
