/**
 * Hypercore asks a near peer for 16 blocks at a time, whatever their size: of a drive of small files these are 64 KiB on
 * their way, and the link is idle for most of a round trip. What counts is bytes.
 *
 * This reaches into a part of hypercore 11 that it does not document, `core.replicator.setInflightRange`, which
 * hyperdrive's own mirror uses, too; pinned by test/reach/in-flight.test.ts. Without it, it is only slower.
 */
import type Hypercore from 'hypercore'
import { IN_FLIGHT_BYTES, MAX_IN_FLIGHT_BLOCKS, MIN_IN_FLIGHT_BLOCKS } from '../constants.ts'

interface Replicator {
  setInflightRange?: (min: number, max: number) => void
}

/** Lets as many blocks be on their way as IN_FLIGHT_BYTES are, by their average size. */
export function widenFlight(core: Hypercore): void {
  const { replicator } = core as unknown as { replicator?: Replicator }
  replicator?.setInflightRange?.(blocksInFlight(core), MAX_IN_FLIGHT_BLOCKS)
}

export function blocksInFlight({ length, byteLength }: Pick<Hypercore, 'length' | 'byteLength'>): number {
  const blockBytes = length === 0 ? IN_FLIGHT_BYTES : Math.max(1, byteLength / length)
  return Math.min(
    MAX_IN_FLIGHT_BLOCKS,
    Math.max(MIN_IN_FLIGHT_BLOCKS, Math.round(IN_FLIGHT_BYTES / blockBytes)),
  )
}
