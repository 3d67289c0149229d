/** Whether this clock goes as those of others. */
import { CLOCK_OFFSET_MS } from '../constants.ts'
import type { Finding } from './finding.ts'

/** What a peer's clock is ahead of ours, ms. */
export interface ClockOffset {
  readonly peer: string
  readonly offsetMs: number
}

export function clockFinding(offsets: readonly ClockOffset[]): Finding {
  const sorted = [...offsets].sort((a, b) => a.offsetMs - b.offsetMs)
  const median = sorted[Math.floor(sorted.length / 2)]
  if (median === undefined)
    return {
      name: 'clock',
      ok: true,
      found: 'no peer that is connected tells its time, so it is compared with none',
    }
  const { peer, offsetMs } = median
  const from = sorted.length === 1 ? peer : `${sorted.length} peers`
  if (Math.abs(offsetMs) <= CLOCK_OFFSET_MS)
    return { name: 'clock', ok: true, found: `${secondsText(Math.abs(offsetMs))} from that of ${from}` }
  const found = `${secondsText(Math.abs(offsetMs))} ${offsetMs > 0 ? 'behind' : 'ahead of'} that of ${from}`
  const advice =
    'set one of the clocks (timedatectl set-ntp true): grants and invites end by the clock of who gave them'
  return { name: 'clock', ok: false, found, advice }
}

function secondsText(ms: number): string {
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`
}
