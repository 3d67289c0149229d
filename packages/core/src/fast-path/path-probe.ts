/**
 * What a TCP path is worth, measured once on the path itself, by the end that dialled; the other one sends back.
 *
 * Frames: {@link PROBE_PINGS} times one byte there and back, one after the other; {@link PROBE_BYTES} there in frames
 * of 64 KiB, and when they are there the same back; a verdict of one byte, 1 when the path is good; and an answer to
 * that, 1. Whatever comes after belongs to who asked for the path.
 */
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import b4a from 'b4a'
import {
  MAX_PATH_RTT_MS,
  MIN_PATH_BYTES_PER_S,
  PROBE_BYTES,
  PROBE_FRAME_BYTES,
  PROBE_PINGS,
} from '../constants.ts'
import { readFrame } from './frame-reader.ts'

export interface PathQuality {
  /** The fastest round trip. */
  readonly rttMs: number
  /** Both ways, with encryption and whatever else the machines do. */
  readonly bytesPerS: number
}

const GOOD = Uint8Array.of(1)
const BAD = Uint8Array.of(0)
const PROBE_FRAMES = PROBE_BYTES / PROBE_FRAME_BYTES

export function isGood({ rttMs, bytesPerS }: PathQuality): boolean {
  return rttMs <= MAX_PATH_RTT_MS && bytesPerS >= MIN_PATH_BYTES_PER_S
}

/** Measures and tells the other end; `connectMs` is a round trip known before. Null when the other does not follow. */
export async function probePath(
  stream: NoiseSecretStream,
  connectMs = Infinity,
): Promise<PathQuality | null> {
  let rttMs = connectMs
  for (let ping = 0; ping < PROBE_PINGS; ping++) {
    const sentAt = performance.now()
    stream.write(Uint8Array.of(ping))
    if (!(await expectFrame(stream, Uint8Array.of(ping)))) return null
    rttMs = Math.min(rttMs, performance.now() - sentAt)
  }
  const startedAt = performance.now()
  sendBurst(stream)
  if (!(await takeBurst(stream))) return null
  const quality = { rttMs, bytesPerS: (2 * PROBE_BYTES * 1000) / (performance.now() - startedAt) }
  stream.write(isGood(quality) ? GOOD : BAD)
  if (!isGood(quality)) return quality
  return (await expectFrame(stream, GOOD)) ? quality : null
}

/** The other end's part. Whether the path is good. */
export async function answerProbe(stream: NoiseSecretStream): Promise<boolean> {
  for (let ping = 0; ping < PROBE_PINGS; ping++) {
    if (!(await expectFrame(stream, Uint8Array.of(ping)))) return false
    stream.write(Uint8Array.of(ping))
  }
  if (!(await takeBurst(stream))) return false
  sendBurst(stream)
  if (!(await expectFrame(stream, GOOD))) return false
  stream.write(GOOD)
  return true
}

function sendBurst(stream: NoiseSecretStream): void {
  for (let frame = 0; frame < PROBE_FRAMES; frame++) stream.write(new Uint8Array(PROBE_FRAME_BYTES))
}

async function takeBurst(stream: NoiseSecretStream): Promise<boolean> {
  for (let frame = 0; frame < PROBE_FRAMES; frame++) {
    if ((await readFrame(stream))?.byteLength !== PROBE_FRAME_BYTES) return false
  }
  return true
}

async function expectFrame(stream: NoiseSecretStream, expected: Uint8Array): Promise<boolean> {
  const frame = await readFrame(stream)
  return frame !== null && b4a.equals(frame, expected)
}
