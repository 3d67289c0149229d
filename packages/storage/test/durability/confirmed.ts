import { setTimeout as delay } from 'node:timers/promises'
import { spawnPeer, type SeededRandom, type SpawnedPeer } from '@comice/testkit'

/** What a writer said was confirmed to it, before it died. */
export interface Confirmed {
  /** Length by core. */
  lengths: number[]
  /** Number of the last record of the collection, −1 for none. */
  record: number
  /** Lines printed. */
  count: number
}

/** A writer at work, with what it has confirmed so far. */
export interface RunningWriter extends AsyncDisposable {
  readonly confirmed: Confirmed
  /** Resolves after so many confirmations, or when the writer has ended. */
  reached(count: number): Promise<void>
  /** kill -9; resolves with everything it had confirmed. */
  kill(): Promise<Confirmed>
  readonly peer: SpawnedPeer
}

/** One start in four is cut while the program starts, opens or makes its profile. */
const EARLY = 0.25
const EARLY_MS = 700
/** Else the cut comes this long after some confirmation at most, so that it falls between or into later ones. */
const LATE_MS = 20

/** Waits until a moment that is to be a writer's last. */
export async function untilRandomMoment(
  writer: RunningWriter,
  random: SeededRandom,
  maxCount: number,
): Promise<void> {
  if (random.chance(EARLY)) return delay(random.next() * EARLY_MS)
  await writer.reached(random.integer(0, maxCount))
  await delay(random.next() * LATE_MS)
}

export async function startWriter(args: string[]): Promise<RunningWriter> {
  const peer = await spawnPeer({
    name: 'writer',
    script: new URL('./writer.ts', import.meta.url),
    execArgv: ['--conditions=@comice/source'],
    args,
  })
  const confirmed: Confirmed = { lengths: [0, 0, 0], record: -1, count: 0 }
  const waiting: { count: number; resolve: () => void }[] = []
  const reading = (async () => {
    for await (const line of peer.lines()) {
      note(confirmed, line)
      for (const waiter of waiting) if (confirmed.count >= waiter.count) waiter.resolve()
    }
    for (const waiter of waiting) waiter.resolve()
  })()
  return {
    confirmed,
    peer,
    reached: (count) =>
      new Promise((resolve) => {
        waiting.push({ count, resolve })
        void reading.then(resolve)
        if (confirmed.count >= count) resolve()
      }),
    async kill() {
      await peer.kill()
      await reading
      return confirmed
    },
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  }
}

function note(confirmed: Confirmed, line: string): void {
  const value = JSON.parse(line) as { core?: number; length?: number; record?: number }
  if (value.core !== undefined && value.length !== undefined) confirmed.lengths[value.core] = value.length
  if (value.record !== undefined) confirmed.record = value.record
  confirmed.count++
}
