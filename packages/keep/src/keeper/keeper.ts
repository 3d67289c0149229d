/** The asking side: has sources kept by seeders. */
import type { Peer } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import type { KeepSource } from './keep-source.ts'
import { Keeping } from './keeping.ts'

/** Has rooms, drives and other sources kept by seeders, for as long as it runs. */
export interface Keeper extends AsyncDisposable {
  /**
   * Starts to have `source` kept by the device `seederKey`, now and whenever the source changes or the seeder comes
   * back. Asking twice for the same pair gives the same object.
   */
  keep(source: KeepSource, seederKey: Uint8Array): Keeping
  list(): Keeping[]
  /** Stops all. What the seeders hold stays there. Idempotent. */
  close(): Promise<void>
}

/** Starts a keeper on `peer`; it ends with the peer. */
export function createKeeper(peer: Peer): Keeper {
  const keepings = new Map<KeepSource, Map<string, Keeping>>()
  const list = () => [...keepings.values()].flatMap((bySeeder) => [...bySeeder.values()])
  const close = async () => {
    await Promise.all(list().map((keeping) => keeping.close()))
    keepings.clear()
  }
  peer.beforeClose(close)

  return {
    keep(source, seederKey) {
      const bySeeder = keepings.get(source) ?? new Map<string, Keeping>()
      keepings.set(source, bySeeder)
      const id = encodeKey(seederKey)
      const known = bySeeder.get(id)
      if (known !== undefined && !known.isClosed) return known
      const keeping = new Keeping(peer, source, seederKey)
      bySeeder.set(id, keeping)
      return keeping
    },
    list: () => list().filter((keeping) => !keeping.isClosed),
    close,
    [Symbol.asyncDispose]: close,
  }
}
