/** What a muted member may not do, and how they end it when its time is over. */
import type { KnownOperation, MuteRecord } from '@comice/protocol'
import { RoomErrors } from '../errors.ts'

export interface OwnMuteParts {
  /** Of this person, as of the last look at the view; null: they are not muted. */
  readonly current: () => MuteRecord | null
  /** Looks again. */
  readonly refresh: () => Promise<void>
  readonly now: () => number
  readonly write: (operation: KnownOperation) => Promise<void>
}

export class OwnMute {
  readonly #parts: OwnMuteParts
  #ending: Promise<void> | null = null

  constructor(parts: OwnMuteParts) {
    this.#parts = parts
  }

  /** Ends it when its time is over, by this device's clock, once for all who ask. @throws MUTED, and what writing throws */
  async assertMaySpeak(): Promise<void> {
    const { current, refresh, now, write } = this.#parts
    if (current() === null) return
    // It may have been taken back a moment ago.
    await refresh()
    const mute = current()
    if (mute === null) return
    const claimedAt = now()
    const { until, identityKey } = mute
    if (until === 0 || claimedAt < until) throw RoomErrors.MUTED({ until: until === 0 ? null : until })
    this.#ending ??= write({ kind: 'unmute', identityKey, claimedAt })
      .then(refresh)
      .finally(() => (this.#ending = null))
    await this.#ending
  }
}
