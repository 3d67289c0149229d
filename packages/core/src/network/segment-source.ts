/** What opens and closes segments as parts of the network come and go. */
import type { KeyPair } from 'hypercore-crypto'
import type { Logger } from '../peer/logger.ts'
import type { Segment, SegmentOptions } from './segment.ts'

/** One per kind of segment. */
export interface SegmentSource {
  /** Resolves when the segment is up, or when it is clear that it takes longer; it may then come at any time. */
  start(): Promise<void>
  /** Ends what the source runs beside its segments, after they are closed. */
  close(): Promise<void>
}

/** What the network gives to its sources. */
export interface SegmentSink {
  readonly keyPair: KeyPair
  readonly logger: Logger
  readonly now: () => number
  /** Makes a segment; every topic joins it. */
  open(options: Omit<SegmentOptions, 'keyPair' | 'hooks'>): Segment
  /** Takes a segment away; its connections end. */
  drop(segment: Segment): Promise<void>
  /** The state of a segment changed. */
  changed(): void
  /** Names a trouble that the status shows, or with null its end. */
  report(source: string, trouble: Error | null): void
}
