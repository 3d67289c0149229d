/**
 * Keeps corestore from closing a core that a peer reads.
 *
 * Corestore 7.12 closes a core 6–8 s after its last session, and takes it out of that count only when somebody asks for it
 * by its key. A peer that connects meanwhile, or opens its channel again, is attached without: the core was closed under it.
 * Its end stayed closed, since hypercore opens a channel again only towards one that had said it wanted nothing more. So
 * the reader of an app at a seeder never got what the seeder was given later, and an author who was back within those
 * seconds waited for ever for a seeder that had everything.
 *
 * Rests on private parts that `test/store/used-cores.test.ts` pins: the tracker's `_gcing`, the cores that are counted,
 * each with its count in `gc`; `_gcCycle`, one step of it, which the timer runs as `_gcCycleBound`; `replicator.idle()`;
 * and that a core which becomes idle is counted from the start.
 */
import type Corestore from 'corestore'

/** hypercore `lib/core.js`. */
interface CountedCore {
  gc: number
  readonly replicator: { idle(): boolean }
  hasSession(): boolean
}

/** corestore `index.js`. */
export interface CountingTracker {
  readonly _gcing: Set<CountedCore>
  _gcCycleBound: () => void
  _gcCycle(): void
}

/** Call it before the first core is opened. */
export function keepUsedCores(store: Corestore): void {
  const { cores } = store as unknown as { cores: CountingTracker }
  cores._gcCycleBound = () => {
    for (const core of cores._gcing) {
      if (!core.hasSession() && core.replicator.idle()) continue
      core.gc = 0
      cores._gcing.delete(core)
    }
    // With nothing left to count it also stops the timer.
    cores._gcCycle()
  }
}
