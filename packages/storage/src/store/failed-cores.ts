/**
 * Takes a core that did not open out of the store at once.
 *
 * Corestore 7.12 keeps it for 6–8 s. Whoever asks for the core meanwhile gets the old failure, even when the disk has room again;
 * and when the store closes, the core's failure ends that before RocksDB is closed, which then holds the directory until the
 * process ends.
 *
 * Rests on private parts that `test/store/failed-cores.test.ts` pins: the tracker's `map` and `_gcing`, that a core is
 * under the hex of its discovery key, and that one which fails to open is counted as idle before its `ready` rejects.
 */
import type Corestore from 'corestore'

/** hypercore `lib/core.js`. */
interface OpeningCore {
  readonly discoveryKey: Uint8Array
  ready(): Promise<void>
}

/** corestore `index.js`. */
interface CoresByKey {
  readonly map: Map<string, unknown>
  readonly _gcing: Set<unknown>
}

/** Call it before the first core is opened. */
export function forgetFailedCores(store: Corestore): void {
  const { cores } = store as unknown as { cores: CoresByKey }
  store.watch((opening: unknown) => {
    const core = opening as OpeningCore
    core.ready().catch(() => {
      cores._gcing.delete(core)
      const id = Buffer.from(core.discoveryKey).toString('hex')
      if (cores.map.get(id) === core) cores.map.delete(id)
    })
  })
}
